// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_REALM_H_
#define WAMP_ROUTER_REALM_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "wamp/message.h"
#include "wamp/router/broker.h"
#include "wamp/router/dealer.h"
#include "wamp/router/id_source.h"
#include "wamp/router/members.h"
#include "wamp/router/meta_api.h"
#include "wamp/router/options.h"
#include "wamp/router/peer.h"
#include "wamp/router/role.h"
#include "wamp/router/static_authentication.h"
#include "wamp/value.h"

namespace wampbridge::router {

// One realm: who may join and as what, who has, its broker, its dealer and its
// meta API. Nothing passes from one realm to another. Not thread-safe.
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

  // WELCOME was sent. `details` is what the meta API tells of the session; peer
  // and session must outlive HandlePeerGone.
  void HandleJoined(Peer& peer, JoinedSession& session,
                    const wamp::Dict& details);
  // A new call, to a callee or to the router itself. An error is the peer's
  // violation of the protocol.
  absl::Status HandleCall(Peer& peer, const wamp::Call& call, absl::Time now);
  // The peer is gone: its subscriptions, registrations and calls end. Must be
  // called before the peer is destroyed.
  void HandlePeerGone(Peer& peer);

 private:
  explicit Realm(IdSource* ids);

  std::map<std::string, Role, std::less<>> roles_;  // by name
  std::unique_ptr<StaticAuthentication> authentication_;
  Members members_;
  Broker broker_;
  Dealer dealer_;
  const MetaApi meta_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_REALM_H_
