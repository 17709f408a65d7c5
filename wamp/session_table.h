// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_SESSION_TABLE_H_
#define WAMP_SESSION_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wamp/message.h"

namespace wampbridge::wamp {

// The client session's states and what each input does in them, as data: the
// only place where it is decided. What a reaction does is in
// session_messages.cc; the rules in words are above the table in
// session_table.cc.
enum class SessionState : uint8_t {
  kIdle,            // nothing was said
  kHelloSent,       // HELLO, or AUTHENTICATE after it: the router's turn
  kAuthenticating,  // a CHALLENGE came and waits for our answer
  kEstablished,     // between WELCOME and the first GOODBYE or ABORT
  kClosing,         // our GOODBYE went out: only its answer counts
  kClosed,          // ended; nothing more is heard
};
inline constexpr size_t kSessionStates = 6;

// "idle", "joining", "authenticating", "established", "closing", "closed".
std::string_view SessionStateName(SessionState state);

// What a message from the router does.
enum class Reaction : uint8_t {
  kIgnore,
  kViolation,        // ABORT wamp.error.protocol_violation, closed
  kChallenged,       // to kAuthenticating
  kWelcomed,         // to kEstablished
  kAborted,          // closed, never answered
  kGoodbye,          // closed; answered where there is a session to leave
  kGoodbyeAnswered,  // closed, as we wished
  kAnswer,           // ends a pending request, or is late, or a revocation
  kEvent,
  kInvocation,
  kInterrupt,
};

// What the session's user or driver does.
enum class Command : uint8_t {
  kJoin,
  kAuthenticate,
  kRefuseChallenge,
  kRequest,  // CALL, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, REGISTER, UNREGISTER
  kCancel,
  kYield,  // and ERROR to an invocation
  kLeave,
  kTimeout,  // PollTimeout's time has come
  kMalformed,
  kConnectionLost,
};
inline constexpr size_t kCommands = 10;

enum class Verdict : uint8_t {
  kTake,
  kRefuse,  // FailedPrecondition, nothing changes
  kIgnore,
};

Reaction ReactionTo(MessageType message, SessionState state);
Verdict VerdictOn(Command command, SessionState state);

// Where a reaction, and a command that is taken, lead to.
SessionState StateAfter(Reaction reaction, SessionState state);
SessionState StateAfter(Command command, SessionState state);

}  // namespace wampbridge::wamp

#endif  // WAMP_SESSION_TABLE_H_
