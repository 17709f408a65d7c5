// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_CALL_RULES_H_
#define WAMP_ROUTER_CALL_RULES_H_

#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "wamp/message.h"
#include "wamp/router/peer.h"
#include "wamp/router/registration.h"
#include "wamp/value.h"

namespace wampbridge::router {

// What the options of CALL and CANCEL ask for, and what of it each side knows
// (advanced profile, "Advanced RPC").

// CANCEL.Options.mode, INTERRUPT.Options.mode
inline constexpr std::string_view kKill = "kill";
inline constexpr std::string_view kKillNoWait = "killnowait";
inline constexpr std::string_view kSkip = "skip";

// CALL.Options.timeout, in milliseconds; 0 and nothing are no limit.
absl::Duration TimeoutOption(const wamp::Dict& options);

// CANCEL.Options.mode, without one killnowait, as other routers take it;
// nullopt for a mode that is none.
std::optional<std::string_view> ModeOption(const wamp::Dict& options);

bool CanCancel(const Peer& callee);
// An interrupt is how a progressive call ends early, so in either direction a
// callee must know both.
bool CanSendProgress(const Peer& callee);
bool CanTakeChunks(const Peer& callee);
// Whether the caller may send a call in chunks.
bool CanSendChunks(const Peer& caller);

// What `callee` is told of a call, but for `progress`.
wamp::Dict InvocationDetails(const Peer& caller, const wamp::Call& call,
                             const Registration& registration,
                             const Registration::Callee& callee);

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_CALL_RULES_H_
