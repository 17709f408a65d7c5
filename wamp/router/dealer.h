// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_DEALER_H_
#define WAMP_ROUTER_DEALER_H_

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "wamp/message.h"
#include "wamp/router/id_source.h"
#include "wamp/router/invocation_table.h"
#include "wamp/router/kept_call.h"
#include "wamp/router/meta_event.h"
#include "wamp/router/peer.h"
#include "wamp/router/registry.h"
#include "wamp/router/shared_payload.h"

namespace wampbridge::router {

// Routed calls within one realm: basic profile, "Remote Procedure Calls", with
// patterns, shared registrations, progressive results and invocations,
// cancellation, timeouts, re-routing and caller identification. Messages leave
// through the peers at once. An error returned is the peer's violation of the
// protocol, and changes nothing. Not thread-safe; peers must be taken away
// before they go.
class Dealer {
 public:
  static constexpr size_t kCallsPerPeerMax = 100'000;
  // Payloads kept for re-routing, in one realm. A call that does not fit goes
  // to one callee only.
  static constexpr size_t kKeptBytesMax = size_t{64} << 20;

  // `ids` must outlive the dealer.
  explicit Dealer(IdSource* ids, MetaPublisher publish = IgnoreMetaEvent)
      : ids_(ids), registry_(ids, std::move(publish)) {}

  // WELCOME.Details.roles.dealer.features
  static wamp::Dict Features();

  void HandleRegister(Peer& peer, const wamp::Register& request,
                      absl::Time now) {
    registry_.HandleRegister(peer, request, now);
  }
  void HandleUnregister(Peer& peer, const wamp::Unregister& request) {
    registry_.HandleUnregister(peer, request);
  }
  absl::Status HandleCall(Peer& peer, const wamp::Call& call, absl::Time now);
  // A CALL with an id that the session has used before: one more chunk of a
  // progressive invocation, or one that comes too late and is dropped.
  absl::Status HandleChunk(Peer& peer, const wamp::Call& call);
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

  Catalog& registrations() { return registry_; }

 private:
  // A CALL on its way to the first callee, or to the next.
  struct Routed {
    Peer& caller;
    const wamp::Call& call;
    absl::Time called;
    std::unique_ptr<KeptCall> kept = nullptr;  // from the second callee on
  };

  // Sends INVOCATION, or ERROR to the caller when that cannot be.
  void Invoke(Routed routed, Registration& registration);
  void Add(Routed routed, const Registration& registration,
           const Registration::Callee& callee, wamp::Invocation sent);
  // The call's own copy, where another callee may have to take it.
  std::unique_ptr<KeptCall> Keep(const Routed& routed,
                                 const Registration& registration,
                                 const Peer& callee) const;
  // The callee is unavailable: the next one gets the call.
  void Reroute(PendingInvocation& invocation);
  // Sends RESULT or ERROR; the call is over unless `result` is progressive.
  void SendResult(PendingInvocation& invocation, wamp::Result result,
                  SharedPayload payload);
  // Passes the callee's ERROR on, which ends the call.
  void SendError(PendingInvocation& invocation, const wamp::Error& error);
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
