// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/call_rules.h"

#include <cstdint>

namespace wampbridge::router {

absl::Duration TimeoutOption(const wamp::Dict& options) {
  const int64_t* timeout = options.FindInt("timeout");
  return timeout == nullptr || *timeout <= 0 ? absl::InfiniteDuration()
                                             : absl::Milliseconds(*timeout);
}

std::optional<std::string_view> ModeOption(const wamp::Dict& options) {
  const wamp::Value* found = options.Find("mode");
  if (found == nullptr) return kKillNoWait;
  if (found->AsString() == nullptr) return std::nullopt;
  for (const std::string_view mode : {kKill, kKillNoWait, kSkip}) {
    if (*found->AsString() == mode) return mode;
  }
  return std::nullopt;
}

bool CanCancel(const Peer& callee) {
  return callee.Announces("callee", "call_canceling");
}

bool CanSendProgress(const Peer& callee) {
  return callee.Announces("callee", "progressive_call_results") &&
         CanCancel(callee);
}

bool CanTakeChunks(const Peer& callee) {
  return callee.Announces("callee", "progressive_call_invocations") &&
         CanCancel(callee);
}

bool CanSendChunks(const Peer& caller) {
  return caller.Announces("caller", "progressive_call_invocations");
}

wamp::Dict InvocationDetails(const Peer& caller, const wamp::Call& call,
                             const Registration& registration,
                             const Registration::Callee& callee) {
  wamp::Dict details;
  if (registration.match() != wamp::MatchPolicy::kExact) {
    details.Set("procedure", call.procedure);
  }
  if (call.options.IsTrue("receive_progress") &&
      CanSendProgress(*callee.peer)) {
    details.Set("receive_progress", true);
  }
  if (callee.forward_timeout) {
    if (const wamp::Value* timeout = call.options.Find("timeout")) {
      details.Set("timeout", *timeout);
    }
  }
  if (call.options.IsTrue("disclose_me") ||
      caller.role().Discloses(call.procedure)) {
    Disclose(caller, "caller", &details);
  }
  return details;
}

}  // namespace wampbridge::router
