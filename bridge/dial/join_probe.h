// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DIAL_JOIN_PROBE_H_
#define BRIDGE_DIAL_JOIN_PROBE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "auth/authenticator.h"
#include "wamp/message.h"
#include "wamp/serializer.h"
#include "wamp/session.h"
#include "wamp/transport/dial_options.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// With what to join, once.
struct JoinAttempt {
  transport::DialOptions dial;
  wamp::SessionOptions session;
  std::shared_ptr<const auth::Authenticator> authenticator;
};

// What came of it.
struct JoinReport {
  wamp::Serializer serializer = wamp::Serializer::kJson;
  wamp::Welcome welcome;
  bool salted = false;        // The challenge had a salt.
  absl::Duration join_time;   // From dialling to WELCOME.
  absl::Duration round_trip;  // From GOODBYE to the answer.
};

// Dials a router, joins, says GOODBYE and waits for the end. Blocks, at most
// as long as connect_timeout, join_timeout and leave_timeout together. The
// error says in words why the session did not join. `loop` is not the caller's
// own thread.
absl::StatusOr<JoinReport> ProbeJoin(transport::EventLoop& loop,
                                     const JoinAttempt& attempt);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DIAL_JOIN_PROBE_H_
