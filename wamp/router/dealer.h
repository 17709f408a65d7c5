// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_DEALER_H_
#define WAMP_ROUTER_DEALER_H_

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "wamp/message.h"
#include "wamp/router/id_source.h"
#include "wamp/router/invocation_table.h"
#include "wamp/router/peer.h"
#include "wamp/router/registry.h"
#include "wamp/router/shared_payload.h"

namespace wampbridge::router {

// Routed calls within one realm: basic profile, "Remote Procedure Calls", with
// patterns, shared registrations, progressive results, cancellation, timeouts
// and caller identification. Messages leave through the peers at once. An error
// returned is the peer's violation of the protocol, and changes nothing.
// Not thread-safe; peers must be taken away before they go.
class Dealer {
 public:
  static constexpr size_t kCallsPerPeerMax = 100'000;

  // `ids` must outlive the dealer.
  explicit Dealer(IdSource* ids) : ids_(ids), registry_(ids) {}

  // WELCOME.Details.roles.dealer.features
  static wamp::Dict Features();

  void HandleRegister(Peer& peer, const wamp::Register& request) {
    registry_.HandleRegister(peer, request);
  }
  void HandleUnregister(Peer& peer, const wamp::Unregister& request) {
    registry_.HandleUnregister(peer, request);
  }
  absl::Status HandleCall(Peer& peer, const wamp::Call& call, absl::Time now);
  absl::Status HandleCancel(Peer& peer, const wamp::Cancel& cancel);
  absl::Status HandleYield(Peer& peer, const wamp::Yield& yield,
                           absl::Time now);
  absl::Status HandleError(Peer& peer, const wamp::Error& error);
  // The peer is gone: its callers learn it, its callees are interrupted.
  void HandlePeerGone(Peer& peer);

  // Call timeouts: call HandleTimeout when the time has come.
  std::optional<absl::Time> PollTimeout() const {
    return invocations_.NextDeadline();
  }
  void HandleTimeout(absl::Time now);

 private:
  // Sends INVOCATION, or ERROR to the caller when that cannot be.
  void Invoke(Peer& caller, const wamp::Call& call, Registration& registration,
              absl::Time now);
  // Sends RESULT or ERROR; the call is over unless `result` is progressive.
  void SendResult(PendingInvocation& invocation, wamp::Result result,
                  SharedPayload payload);
  // Ends the call with ERROR to its caller.
  void Fail(PendingInvocation& invocation, std::string_view error,
            std::string_view text);
  static void Interrupt(PendingInvocation& invocation, std::string_view mode,
                        std::string_view reason);

  IdSource* const ids_;
  Registry registry_;
  InvocationTable invocations_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_DEALER_H_
