// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_REALM_H_
#define WAMP_ROUTER_REALM_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "wamp/router/broker.h"
#include "wamp/router/dealer.h"
#include "wamp/router/id_source.h"
#include "wamp/router/options.h"
#include "wamp/router/peer.h"
#include "wamp/router/role.h"
#include "wamp/router/static_authentication.h"

namespace wampbridge::router {

// One realm: who may join and as what, its broker and its dealer. Nothing
// passes from one realm to another. Not thread-safe.
class Realm {
 public:
  // `ids` must outlive the realm.
  static absl::StatusOr<std::unique_ptr<Realm>> Create(
      const RealmOptions& options, IdSource* ids);
  Realm(const Realm&) = delete;
  Realm& operator=(const Realm&) = delete;

  const StaticAuthentication& authentication() const {
    return *authentication_;
  }
  Broker& broker() { return broker_; }
  Dealer& dealer() { return dealer_; }

  // nullptr where the realm has no such role.
  const Role* FindRole(std::string_view name) const;

  // The peer is gone: its subscriptions, registrations and calls end. Must be
  // called before the peer is destroyed.
  void HandlePeerGone(Peer& peer);

 private:
  explicit Realm(IdSource* ids) : broker_(ids), dealer_(ids) {}

  std::map<std::string, Role, std::less<>> roles_;  // by name
  std::unique_ptr<StaticAuthentication> authentication_;
  Broker broker_;
  Dealer dealer_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_REALM_H_
