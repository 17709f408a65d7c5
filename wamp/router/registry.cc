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

}  // namespace

void Registry::HandleRegister(Peer& peer, const wamp::Register& request) {
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
  Registration* registration = FindOrAdd(peer, request, *match, *invoke);
  if (registration == nullptr) return;
  registration->Add(
      {.peer = &peer,
       .forward_timeout = request.options.IsTrue("forward_timeout")});
  by_peer_[&peer].insert(registration->id());
  peer.Send(wamp::Registered{.request = request.request,
                             .registration = registration->id()})
      .IgnoreError();
}

void Registry::HandleUnregister(Peer& peer, const wamp::Unregister& request) {
  const auto held = by_peer_.find(&peer);
  if (held == by_peer_.end() || held->second.erase(request.registration) == 0) {
    peer.SendError(wamp::MessageType::kUnregister, request.request,
                   kNoSuchRegistration,
                   "this session has no such registration");
    return;
  }
  Remove(peer, request.registration);
  peer.Send(wamp::Unregistered{.request = request.request}).IgnoreError();
}

void Registry::HandlePeerGone(Peer& peer) {
  const auto held = by_peer_.extract(&peer);
  if (held.empty()) return;
  for (const wamp::RegistrationId id : held.mapped()) Remove(peer, id);
}

Registration* Registry::FindOrAdd(Peer& peer, const wamp::Register& request,
                                  wamp::MatchPolicy match,
                                  InvokePolicy invoke) {
  Registration* found = registrations_.Find(request.procedure, match);
  if (found == nullptr) {
    Registration& added = registrations_.Insert(
        request.procedure, match,
        Registration({.id = ids_->Next<wamp::RegistrationId>(),
                      .uri = request.procedure,
                      .match = match,
                      .invoke = invoke}));
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
  if (!registration.empty()) return;
  by_id_.erase(found);
  const std::string uri = registration.uri();
  registrations_.Erase(uri, registration.match());
}

}  // namespace wampbridge::router
