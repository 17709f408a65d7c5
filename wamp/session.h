// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_SESSION_H_
#define WAMP_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "wamp/framing.h"
#include "wamp/message.h"
#include "wamp/message_codec.h"
#include "wamp/serializer.h"
#include "wamp/session_event.h"
#include "wamp/traffic.h"

namespace wampbridge::wamp {

struct SessionOptions {
  Serializer serializer = Serializer::kJson;
  Framing framing = Framing::kMessage;
  std::string realm;
  std::string agent;
  std::vector<std::string> authmethods;  // in order of preference
  // WELCOME may name a method that was not offered: the transport has proven
  // who we are by something (a cookie) that stands for an earlier login.
  bool any_authmethod_welcomed = false;
  std::string authid;  // empty: none
  Dict authextra;      // HELLO.Details.authextra
  // The largest message that the peer takes, without framing.
  size_t message_bytes_max = 16 << 20;
  // Octets that may wait to be written before requests are refused. When none
  // wait, one message of any size that the peer takes may be queued.
  size_t transmit_bytes_max = 4 << 20;
  absl::Duration join_timeout = absl::Seconds(5);   // HELLO to WELCOME
  absl::Duration leave_timeout = absl::Seconds(1);  // GOODBYE to GOODBYE
  // Features taken as announced, or as not announced, whatever WELCOME says.
  std::vector<std::string> assume_features;
  std::vector<std::string> ignore_features;
};

class SessionCore;

enum class CancelMode { kSkip, kKill, kKillNoWait };

// The client side of one WAMP session, without I/O, clock, thread or lock:
// messages and commands go in, octets to write and events come out. The states
// and what each message does in them are the table in wamp/session_table.h.
//
//   Session session(options);
//   session.Join(now);
//   // then, for ever: after any input drain PollTransmit, PollEvent,
//   PollTimeout write(session.PollTransmit()); session.ConsumeTransmit(n);
//   while (auto event = session.PollEvent()) …
//
// What the peer does wrong ends in ABORT and SessionLost; what the caller does
// wrong is a returned status that changes nothing:
//   FailedPrecondition  the session is not established
//   ResourceExhausted   transmit_bytes_max or message_bytes_max would be passed
//                       (the message names which, and the size)
//   Unimplemented       the router does not play the role that the request
//                       needs, or did not announce progressive_call_invocations
//   NotFound            the id is not (or no longer) pending
//   InvalidArgument     the message cannot be said in the serializer, or says
//                       what the peer would take as a violation
// Not thread-safe: the driver's lock guards it.
class Session {
 public:
  explicit Session(SessionOptions options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Inputs.
  void Join(absl::Time now);
  void HandleMessage(Message message, absl::Time now);
  // What came could not be parsed: a protocol violation.
  void HandleMalformed(const absl::Status& why);
  void HandleTimeout(absl::Time now);
  void HandleConnectionLost(const absl::Status& cause);

  // Answers to Challenged.
  absl::Status Authenticate(std::string_view signature, const Dict& extra,
                            absl::Time now);
  // Sends ABORT with `reason` (a URI) and ends the session.
  absl::Status RefuseChallenge(std::string_view reason,
                               const absl::Status& why);

  // Requests. `tag` comes back in Answered and RequestLost. An id once given is
  // always written.
  absl::StatusOr<RequestId> Call(const EncodedRequest& call, RequestTag tag);
  // A further chunk of a CALL whose options said `progress`; the one without it
  // is the last. Procedure and options but `progress` are the first chunk's
  // again. Leaves half of transmit_bytes_max to other requests.
  // NotFound: an answer or a Cancel came first, and the chunk is too late.
  // FailedPrecondition also where the request takes no further chunk.
  absl::Status CallMore(RequestId request, const EncodedRequest& chunk);
  // Unacknowledged publications (no `acknowledge` in the options) get no answer
  // and no tag.
  absl::StatusOr<RequestId> Publish(const EncodedRequest& publish,
                                    RequestTag tag);
  absl::StatusOr<RequestId> PublishUnacknowledged(
      const EncodedRequest& publish);
  absl::StatusOr<RequestId> Subscribe(const EncodedRequest& subscribe,
                                      RequestTag tag);
  absl::StatusOr<RequestId> Unsubscribe(SubscriptionId subscription,
                                        RequestTag tag);
  absl::StatusOr<RequestId> Register(const EncodedRequest& registration,
                                     RequestTag tag);
  absl::StatusOr<RequestId> Unregister(RegistrationId registration,
                                       RequestTag tag);
  // The caller no longer waits for this request: its tag is not seen again and
  // its answer is counted as late. For a CALL a CANCEL goes along where the
  // router announced call_canceling. NotFound: an answer came first, and its
  // Answered has been or will be given to the tag.
  absl::Status Cancel(RequestId request, CancelMode mode);
  // Answers to Invocation; each needs one last YIELD or an ERROR, interrupted
  // ones too. NotFound: it is not open. One that said `progress` comes again,
  // with the same request id, for each further chunk until one without; it may
  // be answered before that.
  absl::Status Yield(const wamp::Yield& yield);
  absl::Status YieldError(const Error& error);
  // Sends GOODBYE; SessionLost follows when the router has answered or
  // leave_timeout has passed.
  absl::Status Leave(std::string_view reason, absl::Time now);

  // Outputs. After any input, drain until each is empty.
  std::string_view PollTransmit() const;  // good until the next input
  // `octets` of what PollTransmit gave were handed to the stream's write; with
  // Framing::kMessage always all of it.
  void ConsumeTransmit(size_t octets);
  std::optional<SessionEvent> PollEvent();
  std::optional<absl::Time> PollTimeout() const;

  bool established() const;
  bool closed() const;  // SessionLost was given or waits to be polled
  SessionId id() const;
  const Welcome& welcome() const;  // REQUIRES: Joined was given
  // Whether the router's `role` ("broker", "dealer") announced `feature`,
  // with assume_features and ignore_features applied.
  bool RouterHas(std::string_view role, std::string_view feature) const;
  size_t transmit_bytes() const;  // waiting to be written
  size_t pending_requests() const;
  // Answers to requests that were cancelled, and progressive results that were
  // not asked for: dropped.
  uint64_t late_answers() const;
  const Traffic& traffic() const;
  // Counts octets of messages that were read for it; it sees them parsed.
  void CountReceived(size_t octets);
  // Events of subscriptions that are not ours (any more), and interrupts and
  // further chunks of invocations that are answered: dropped.
  uint64_t ignored_events() const;

 private:
  const std::unique_ptr<SessionCore> core_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_SESSION_H_
