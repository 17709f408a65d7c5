// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/realm.h"

#include <utility>

#include "wamp/uri.h"

namespace wampbridge::router {

Realm::Realm(IdSource* ids)
    : broker_(ids),
      dealer_(ids,
              [this](std::string_view topic, const wamp::List& args) {
                broker_.PublishMeta(topic, args);
              }),
      meta_(&members_, &dealer_.registrations(), &broker_) {}

absl::StatusOr<std::unique_ptr<Realm>> Realm::Create(
    const RealmOptions& options, IdSource* ids) {
  std::unique_ptr<Realm> realm(new Realm(ids));
  for (const auto& [name, rules] : options.roles) {
    auto role = Role::Create(name, rules);
    if (!role.ok()) return role.status();
    realm->roles_.emplace(name, *std::move(role));
  }
  auto authentication = StaticAuthentication::Create(options);
  if (!authentication.ok()) return authentication.status();
  realm->authentication_ = *std::move(authentication);
  return realm;
}

const Role* Realm::FindRole(std::string_view name) const {
  const auto found = roles_.find(name);
  return found == roles_.end() ? nullptr : &found->second;
}

void Realm::HandleJoined(Peer& peer, JoinedSession& session,
                         const wamp::Dict& details) {
  members_.Add({.peer = &peer, .session = &session, .details = details});
  broker_.PublishMeta("wamp.session.on_join", {details});
}

absl::Status Realm::HandleCall(Peer& peer, const wamp::Call& call,
                               absl::Time now) {
  if (!wamp::IsReservedUri(call.procedure)) {
    return dealer_.HandleCall(peer, call, now);
  }
  meta_.HandleCall(peer, call);
  return absl::OkStatus();
}

void Realm::HandlePeerGone(Peer& peer) {
  const bool joined = members_.Remove(peer);
  broker_.HandlePeerGone(peer);
  dealer_.HandlePeerGone(peer);
  if (joined) {
    broker_.PublishMeta(
        "wamp.session.on_leave",
        {peer.session().value, peer.authid(), peer.role().name()});
  }
}

}  // namespace wampbridge::router
