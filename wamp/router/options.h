// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_OPTIONS_H_
#define WAMP_ROUTER_OPTIONS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace wampbridge::router {

// What a role may do with a URI.
enum class Action { kCall, kRegister, kPublish, kSubscribe };

std::string_view ActionName(Action action);

// One permission of a role. `uri` is a pattern: components separated by dots,
// `*` exactly one component, a trailing `**` one or more.
struct RuleOptions {
  std::string uri;
  std::vector<Action> allow;
  // Callees and subscribers learn who calls or publishes here, unasked.
  bool disclose = false;
};

// Somebody who proves himself by WAMP-CRA. With a salt, clients derive their
// key from the secret by PBKDF2; the secret itself stands here either way.
struct UserOptions {
  std::string role;
  std::string secret;
  std::string salt;
  int iterations = 1000;
  int keylen = 32;
};

// Somebody who proves himself by a ticket, or by an Ed25519 key (cryptosign)
// of those listed, each 64 hex digits.
struct PrincipalOptions {
  std::string role;
  std::string ticket;
  std::vector<std::string> authorized_keys;
};

struct RealmOptions {
  std::string anonymous_role;  // empty: nobody joins without credentials
  std::map<std::string, UserOptions> users;            // by authid
  std::map<std::string, PrincipalOptions> principals;  // by authid
  std::map<std::string, std::vector<RuleOptions>> roles;
};

// What the development router serves: config.md's `dev_router`.
struct RouterOptions {
  std::vector<std::string> listen;  // ws://host:port/path, tcp://host:port
  std::map<std::string, RealmOptions> realms;

  // The largest message taken from a peer.
  size_t message_bytes_max = 16 << 20;
  // What may wait towards one peer. A peer that reads too slowly for it is
  // disconnected, as routers do; the others are not held up.
  size_t peer_queue_bytes_max = 64 << 20;
  // From connecting to WELCOME.
  absl::Duration join_timeout = absl::Seconds(10);
};

// InvalidArgument names the key that is wrong, what stands there and what would
// be right. No secret appears in it.
absl::Status ValidateRouterOptions(const RouterOptions& options);

// One realm, `realm1`, in which role `anonymous` may do everything, with the
// meta API too, and nobody needs credentials.
RouterOptions OpenRouterOptions();

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_OPTIONS_H_
