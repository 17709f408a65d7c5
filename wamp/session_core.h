// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_SESSION_CORE_H_
#define WAMP_SESSION_CORE_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "wamp/callee_ledger.h"
#include "wamp/message.h"
#include "wamp/pending_requests.h"
#include "wamp/router_features.h"
#include "wamp/session.h"
#include "wamp/session_event.h"
#include "wamp/session_table.h"
#include "wamp/traffic.h"
#include "wamp/transmit_buffer.h"

namespace wampbridge::wamp {

// What a Session holds, and the few steps that its inputs share: sending within
// the limits, raising events, ending. Which input does what is
// session_table.h's; the inputs themselves are in session_requests.cc (from
// us) and session_messages.cc (from the router).
class SessionCore {
 public:
  explicit SessionCore(SessionOptions session_options)
      : options(std::move(session_options)), transmit(options.framing) {}

  // The states; each alternative holds what is valid only in it.
  struct Idle {};
  struct HelloSent {
    absl::Time deadline;  // join_timeout from HELLO, all CHALLENGEs included
  };
  struct Authenticating {
    absl::Time deadline;
  };
  struct Established {
    PendingRequests pending;
    // EVENTs of others are dropped
    absl::flat_hash_set<uint64_t> subscriptions;
    CalleeLedger callee;
  };
  struct Closing {
    absl::Time deadline;      // leave_timeout from our GOODBYE
    PendingRequests pending;  // will be lost; may be cancelled until then
  };
  struct Closed {};
  // In the order of SessionState.
  using Phase = std::variant<Idle, HelloSent, Authenticating, Established,
                             Closing, Closed>;

  SessionState current() const {
    return static_cast<SessionState>(phase.index());
  }
  // FailedPrecondition where the table refuses the command now.
  absl::Status Check(Command command) const;
  // The same for a request, which also needs a role of the router's.
  absl::Status CheckRequest(MessageType type) const;
  Established& established() { return std::get<Established>(phase); }
  PendingRequests* pending();  // null where there are none

  // Queues a message. `Limit::kMessage`: few and small ones that the protocol
  // asks for, which may pass transmit_bytes_max; `kMessageAndHalf`: half of it
  // is left to others. Returns its place.
  enum class Limit { kMessage, kMessageAndBacklog, kMessageAndHalf };
  absl::StatusOr<uint64_t> Send(const Message& message, Limit limit);
  absl::StatusOr<uint64_t> SendRequest(const EncodedRequest& request,
                                       RequestId id, Limit limit);
  // Queues an encoded request that gets an answer.
  absl::StatusOr<RequestId> Request(MessageType type,
                                    const EncodedRequest& request,
                                    RequestTag tag);

  void Emit(SessionEvent event) { events.push_back(std::move(event)); }

  // Ends the session: every pending request is lost, what was not handed over
  // is dropped, `farewell` is queued.
  void End(SessionLost lost, const std::optional<Message>& farewell);
  // ABORT wamp.error.protocol_violation.
  void Violate(std::string_view what);
  // ABORT with `reason` and `text` in Details.message.
  static Abort MakeAbort(std::string_view reason, std::string_view text);

  const SessionOptions options;
  Phase phase;
  TransmitBuffer transmit;
  std::deque<SessionEvent> events;
  std::optional<Welcome> welcome;
  RouterFeatures router;
  uint64_t late_answers = 0;
  Traffic traffic;
  uint64_t ignored_events = 0;

 private:
  // Keeps what was appended since transmit.Begin, a message of this type, if it
  // is within the limits.
  absl::StatusOr<uint64_t> CommitWithin(Limit limit, MessageType type);
};

}  // namespace wampbridge::wamp

#endif  // WAMP_SESSION_CORE_H_
