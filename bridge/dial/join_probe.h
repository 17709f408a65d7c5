// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DIAL_JOIN_PROBE_H_
#define BRIDGE_DIAL_JOIN_PROBE_H_

#include <memory>
#include <variant>

#include "auth/authenticator.h"
#include "bridge/dial/join_facts.h"
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

// Dials a router, joins, says GOODBYE and waits for the end. Blocks, at most
// as long as connect_timeout, join_timeout and leave_timeout together. `loop`
// is not the caller's own thread.
std::variant<JoinReport, JoinFailure> ProbeJoin(transport::EventLoop& loop,
                                                const JoinAttempt& attempt);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DIAL_JOIN_PROBE_H_
