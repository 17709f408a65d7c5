// SPDX-License-Identifier: Apache-2.0
#include "wamp/session_core.h"

#include <algorithm>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "wamp/message_codec.h"

namespace wampbridge::wamp {
namespace {

template <SessionState state, typename Phase>
constexpr bool kAt = std::is_same_v<
    std::variant_alternative_t<static_cast<size_t>(state), SessionCore::Phase>,
    Phase>;
static_assert(kAt<SessionState::kIdle, SessionCore::Idle>);
static_assert(kAt<SessionState::kHelloSent, SessionCore::HelloSent>);
static_assert(kAt<SessionState::kAuthenticating, SessionCore::Authenticating>);
static_assert(kAt<SessionState::kEstablished, SessionCore::Established>);
static_assert(kAt<SessionState::kClosing, SessionCore::Closing>);
static_assert(kAt<SessionState::kClosed, SessionCore::Closed>);

// An ABORT must fit the smallest RawSocket limit, 512 octets.
constexpr size_t kAbortTextBytesMax = 200;

// The text may quote what the peer sent, so it is made plain ASCII.
std::string PlainText(std::string_view text) {
  std::string plain(text.substr(0, kAbortTextBytesMax));
  for (char& c : plain) {
    if (c < ' ' || c > '~') c = '?';
  }
  return plain;
}

}  // namespace

absl::Status SessionCore::Check(Command command) const {
  if (VerdictOn(command, current()) == Verdict::kTake) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the session is ", std::string(SessionStateName(current()))));
}

PendingRequests* SessionCore::pending() {
  if (auto* established = std::get_if<Established>(&phase)) {
    return &established->pending;
  }
  if (auto* closing = std::get_if<Closing>(&phase)) return &closing->pending;
  return nullptr;
}

absl::StatusOr<uint64_t> SessionCore::Send(const Message& message,
                                           Limit limit) {
  std::string* out = transmit.Begin();
  if (absl::Status written = AppendMessage(options.serializer, message, out);
      !written.ok()) {
    transmit.Rollback();
    return written;
  }
  return CommitWithin(limit, TypeOf(message));
}

absl::StatusOr<uint64_t> SessionCore::SendRequest(const EncodedRequest& request,
                                                  RequestId id, Limit limit) {
  AppendRequest(options.serializer, request, id, transmit.Begin());
  return CommitWithin(limit, request.type);
}

absl::StatusOr<uint64_t> SessionCore::CommitWithin(Limit limit,
                                                   MessageType type) {
  const size_t bytes = transmit.open_bytes();
  size_t bytes_max = options.message_bytes_max;
  if (options.framing == Framing::kRawSocket) {
    bytes_max = std::min(bytes_max, TransmitBuffer::kRawSocketBytesMax);
  }
  if (bytes > bytes_max) {
    transmit.Rollback();
    return absl::ResourceExhaustedError(
        absl::StrCat("the message has ", bytes,
                     " octets; the router takes at most ", bytes_max));
  }
  const size_t backlog = transmit.waiting() - bytes - transmit.header_bytes();
  const size_t waiting_max = limit == Limit::kMessageAndHalf
                                 ? options.transmit_bytes_max / 2
                                 : options.transmit_bytes_max;
  if (limit != Limit::kMessage && backlog > 0 &&
      transmit.waiting() > waiting_max) {
    transmit.Rollback();
    return absl::ResourceExhaustedError(
        absl::StrCat("the session's write buffer is full: ", backlog,
                     " octets wait, the message has ", bytes, ", the limit is ",
                     waiting_max));
  }
  ++traffic.messages_sent[static_cast<size_t>(type)];
  traffic.octets_sent += bytes;
  return transmit.Commit();
}

void SessionCore::End(SessionLost lost,
                      const std::optional<Message>& farewell) {
  if (PendingRequests* waiting = pending()) {
    for (const PendingRequest& request : waiting->TakeAll()) {
      const bool handed = transmit.Handed(request.place);
      Emit(RequestLost{request.tag, handed ? Handed::kYes : Handed::kNo});
    }
  }
  // What was just called not handed over must never go out.
  transmit.DropUnhanded();
  // One that the router's limit forbids is left unsaid.
  if (farewell.has_value()) (void)Send(*farewell, Limit::kMessage);
  lost.joined = welcome.has_value();
  phase = Closed{};
  Emit(std::move(lost));
}

void SessionCore::Violate(std::string_view what) {
  const std::string text = PlainText(what);
  End({.by = SessionLost::By::kViolation,
       .cause = absl::InternalError(
           absl::StrCat("the router broke the protocol: ", text))},
      MakeAbort("wamp.error.protocol_violation", text));
}

Abort SessionCore::MakeAbort(std::string_view reason, std::string_view text) {
  Abort abort{.reason = std::string(reason)};
  abort.details.Set("message", PlainText(text));
  return abort;
}

}  // namespace wampbridge::wamp
