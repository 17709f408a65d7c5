// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/realm.h"

#include <utility>

namespace wampbridge::router {

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

void Realm::HandlePeerGone(Peer& peer) {
  broker_.HandlePeerGone(peer);
  dealer_.HandlePeerGone(peer);
}

}  // namespace wampbridge::router
