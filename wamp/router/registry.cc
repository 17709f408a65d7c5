// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/registry.h"

#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "wamp/router/options.h"
#include "wamp/router/request_check.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

std::optional<InvokePolicy> InvokeOption(const wamp::Dict& options) {
  const wamp::Value* found = options.Find("invoke");
  if (found == nullptr) return InvokePolicy::kSingle;
  if (found->AsString() == nullptr) return std::nullopt;
  return InvokePolicyFromName(*found->AsString());
}

void Refuse(Peer& peer, const wamp::Register& request, std::string_view error,
            std::string_view text) {
  peer.SendError(wamp::MessageType::kRegister, request.request, error, text);
}

CatalogEntry ToEntry(const Registration& registration) {
  CatalogEntry entry{.id = registration.id().value,
                     .uri = registration.uri(),
                     .match = registration.match(),
                     .created = registration.created(),
                     .invoke = InvokePolicyName(registration.invoke())};
  for (const Registration::Callee& callee : registration.callees()) {
    entry.members.push_back(callee.peer->session());
  }
  return entry;
}

}  // namespace

void Registry::HandleRegister(Peer& peer, const wamp::Register& request,
                              absl::Time now) {
  const auto match = MatchOption(request.options);
  if (!match.has_value()) {
    return Refuse(peer, request, kInvalidArgument,
                  "match is not exact, prefix or wildcard");
  }
  const auto invoke = InvokeOption(request.options);
  if (!invoke.has_value()) {
    return Refuse(peer, request, kInvalidArgument,
                  "invoke is not single, roundrobin, random, first or last");
  }
  if (const auto refusal =
          CheckRequest(peer, Action::kRegister, request.procedure, *match)) {
    return Refuse(peer, request, refusal->error, refusal->text);
  }
  if (by_peer_[&peer].size() >= kRegistrationsPerPeerMax) {
    return Refuse(peer, request, kLimitExceeded,
                  "too many registrations in one session");
  }
  Registration* registration = FindOrAdd(peer, request, *match, *invoke, now);
  if (registration == nullptr) return;
  const bool created = registration->empty();
  registration->Add(
      {.peer = &peer,
       .forward_timeout = request.options.IsTrue("forward_timeout")});
  by_peer_[&peer].insert(registration->id());
  peer.Send(wamp::Registered{.request = request.request,
                             .registration = registration->id()})
      .IgnoreError();
  if (created) {
    publish_("wamp.registration.on_create",
             {peer.session().value, CatalogDetails(ToEntry(*registration))});
  }
  publish_("wamp.registration.on_register",
           {peer.session().value, registration->id().value});
}

void Registry::HandleUnregister(Peer& peer, const wamp::Unregister& request) {
  if (!Release(peer, request.registration)) {
    peer.SendError(wamp::MessageType::kUnregister, request.request,
                   kNoSuchRegistration,
                   "this session has no such registration");
    return;
  }
  peer.Send(wamp::Unregistered{.request = request.request}).IgnoreError();
  Remove(peer, request.registration);
}

void Registry::HandlePeerGone(Peer& peer) {
  const auto held = by_peer_.extract(&peer);
  if (held.empty()) return;
  for (const wamp::RegistrationId id : held.mapped()) Remove(peer, id);
}

Registration* Registry::Find(wamp::RegistrationId id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::vector<CatalogEntry> Registry::Entries() const {
  std::vector<CatalogEntry> entries;
  entries.reserve(by_id_.size());
  for (const auto& [id, registration] : by_id_) {
    entries.push_back(ToEntry(*registration));
  }
  return entries;
}

std::vector<uint64_t> Registry::Matching(std::string_view uri) {
  const Registration* found = BestMatch(uri);
  if (found == nullptr) return {};
  return {found->id().value};
}

// A callee that did not announce registration_revocation is not told.
bool Registry::Revoke(uint64_t id, wamp::SessionId callee,
                      const std::string& reason) {
  const wamp::RegistrationId registration{id};
  const Registration* found = Find(registration);
  if (found == nullptr) return false;
  for (const Registration::Callee& one : found->callees()) {
    Peer& peer = *one.peer;
    if (peer.session() != callee) continue;
    Release(peer, registration);
    if (peer.Announces("callee", "registration_revocation")) {
      wamp::Dict details = {{"registration", id}};
      if (!reason.empty()) details.Set("reason", reason);
      peer.Send(wamp::Unregistered{.request = {0}, .details = details})
          .IgnoreError();
    }
    Remove(peer, registration);
    return true;
  }
  return false;
}

bool Registry::Release(Peer& peer, wamp::RegistrationId id) {
  const auto held = by_peer_.find(&peer);
  return held != by_peer_.end() && held->second.erase(id) != 0;
}

Registration* Registry::FindOrAdd(Peer& peer, const wamp::Register& request,
                                  wamp::MatchPolicy match, InvokePolicy invoke,
                                  absl::Time now) {
  Registration* found = registrations_.Find(request.procedure, match);
  if (found == nullptr) {
    Registration& added = registrations_.Insert(
        request.procedure, match,
        Registration({.id = ids_->Next<wamp::RegistrationId>(),
                      .uri = request.procedure,
                      .match = match,
                      .invoke = invoke,
                      .created = now}));
    by_id_.emplace(added.id(), &added);
    return &added;
  }
  if (by_peer_[&peer].contains(found->id())) {
    Refuse(peer, request, kProcedureAlreadyExists,
           "this session has registered it already");
    return nullptr;
  }
  if (invoke == InvokePolicy::kSingle || invoke != found->invoke()) {
    Refuse(peer, request, kProcedureAlreadyExists,
           absl::StrCat(request.procedure, " is registered already",
                        found->invoke() == InvokePolicy::kSingle
                            ? ""
                            : ", with another invocation policy"));
    return nullptr;
  }
  return found;
}

void Registry::Remove(Peer& peer, wamp::RegistrationId id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  Registration& registration = *found->second;
  registration.Remove(peer);
  const wamp::List told = {peer.session().value, id.value};
  publish_("wamp.registration.on_unregister", told);
  if (!registration.empty()) return;
  by_id_.erase(found);
  const std::string uri = registration.uri();
  registrations_.Erase(uri, registration.match());
  publish_("wamp.registration.on_delete", told);
}

}  // namespace wampbridge::router
