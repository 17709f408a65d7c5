// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/session_meta.h"

#include <algorithm>
#include <string>
#include <vector>

#include "wamp/message.h"
#include "wamp/router/uris.h"
#include "wamp/uri.h"

namespace wampbridge::router {
namespace {

wamp::List Ids(const std::vector<wamp::SessionId>& sessions) {
  wamp::List ids;
  ids.reserve(sessions.size());
  for (const wamp::SessionId session : sessions)
    ids.emplace_back(session.value);
  return ids;
}

// The optional filter of `count` and `list`: the authroles that count.
Members::Condition RoleFilter(const MetaCall& call) {
  const wamp::List* roles = call.args.empty() ? nullptr : call.args[0].AsList();
  if (roles == nullptr) return [](const Peer&) { return true; };
  return [roles = *roles](const Peer& peer) {
    const wamp::Value role(peer.role().name());
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
}

MetaError NoSuchSession() {
  return {.error = kNoSuchSession, .text = "no other session has this id"};
}

}  // namespace

std::optional<MetaAnswer> SessionMeta::Answer(std::string_view verb,
                                              const MetaCall& call) const {
  if (verb == "count") {
    return wamp::List{
        wamp::Value(uint64_t{members_->Where(RoleFilter(call)).size()})};
  }
  if (verb == "list") {
    return wamp::List{Ids(members_->Where(RoleFilter(call)))};
  }
  if (verb == "get") return Details(call);
  return Kill(verb, call);
}

MetaAnswer SessionMeta::Details(const MetaCall& call) const {
  const Members::Member* member = members_->Find(wamp::SessionId{call.IdAt(0)});
  if (member == nullptr) return NoSuchSession();
  return wamp::List{member->details};
}

std::optional<MetaAnswer> SessionMeta::Kill(std::string_view verb,
                                            const MetaCall& call) const {
  wamp::Goodbye goodbye{.reason = std::string(kKilled)};
  if (const wamp::Value* reason = call.kwargs.Find("reason")) {
    if (reason->AsString() == nullptr ||
        !wamp::ValidateUri(*reason->AsString()).ok()) {
      return MetaError{.error = kInvalidUri, .text = "reason is not a URI"};
    }
    goodbye.reason = *reason->AsString();
  }
  if (const std::string* message = call.kwargs.FindText("message")) {
    goodbye.details.Set("message", *message);
  }
  const auto close = [&](const Members::Condition& condition) {
    return members_->Close(
        [&](const Peer& peer) {
          return peer.session() != call.caller && condition(peer);
        },
        goodbye);
  };
  if (verb == "kill") {
    const bool found = !close([&](const Peer& peer) {
                          return peer.session().value == call.IdAt(0);
                        }).empty();
    if (!found) return NoSuchSession();
    return wamp::List();
  }
  if (verb == "kill_by_authid") {
    return wamp::List{Ids(close(
        [&](const Peer& peer) { return peer.authid() == call.TextAt(0); }))};
  }
  if (verb == "kill_by_authrole") {
    return wamp::List{wamp::Value(uint64_t{close([&](const Peer& peer) {
                                             return peer.role().name() ==
                                                    call.TextAt(0);
                                           }).size()})};
  }
  if (verb == "kill_all") {
    return wamp::List{
        wamp::Value(uint64_t{close([](const Peer&) { return true; }).size()})};
  }
  return std::nullopt;
}

}  // namespace wampbridge::router
