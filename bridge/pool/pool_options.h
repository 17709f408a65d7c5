// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_POOL_OPTIONS_H_
#define BRIDGE_POOL_POOL_OPTIONS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "auth/authenticator.h"
#include "bridge/errors/failure.h"
#include "bridge/errors/failures.h"
#include "wamp/session.h"
#include "wamp/transport/dial_options.h"

namespace wampbridge::bridge {

// One identity's pool: config.md "identities" and the router it names, with
// the defaults of the schema filled in.
struct PoolOptions {
  using MakeAuthenticator =
      std::function<absl::StatusOr<std::unique_ptr<auth::Authenticator>>()>;

  std::string identity;
  std::string router;
  // One for each URL of the router, in order of preference.
  std::vector<transport::DialOptions> dial;
  enum class Failback { kNever, kIdle } failback = Failback::kNever;
  // Realm, agent, limits and features; authmethods, authid and authextra come
  // from the authenticator.
  wamp::SessionOptions session;
  // Made anew for each join, so that a changed secret file is seen. An error
  // is treated as a refused join.
  MakeAuthenticator authenticator;
  // Whose they are: what a refusal means to those who wait.
  Credentials credentials = Credentials::kStatic;
  // Called on the control loop for each session that has joined, and for each
  // that the router turned away. May be empty.
  std::function<void(const wamp::Welcome&)> joined;
  std::function<void(const Failure&)> turned_away;
  // Called on the control loop when credentials were refused while no session
  // lived. May be empty.
  std::function<void(const Failure&)> refused;

  int min = 1;
  int max = 4;
  int target_in_flight = 64;
  absl::Duration idle_timeout = absl::Minutes(5);
  absl::Duration wait_for_session = absl::Seconds(1);
  int publish_streams = 16;
  int waiters_max = 1000;

  absl::Duration reconnect_initial = absl::Milliseconds(200);
  absl::Duration reconnect_max = absl::Seconds(30);
  double reconnect_multiplier = 1.6;
  // Uniform in [0, 1); injected so that tests are repeatable.
  std::function<double()> random;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_POOL_OPTIONS_H_
