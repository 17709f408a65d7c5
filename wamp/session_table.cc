// SPDX-License-Identifier: Apache-2.0
#include "wamp/session_table.h"

#include <array>
#include <cstddef>

namespace wampbridge::wamp {
namespace {

// The rules (basic profile, "Sessions" and "Protocol Errors"):
//
// - Joining. HELLO is the first message of all, so before it the router may
//   only turn us away with ABORT. After it comes WELCOME, CHALLENGE or ABORT.
//   A CHALLENGE is answered by AUTHENTICATE, which gives the turn back to the
//   router; it may ask again (a second round), but not while it owes us the
//   time to answer. All of it must be over within join_timeout.
// - A router that goes down while we join says GOODBYE in some
//   implementations. There is no session to leave then: it is not answered, and
//   its reason is kept for whoever asks why the join failed.
// - Established. All that answers or serves requests; HELLO, WELCOME,
//   CHALLENGE and what only clients send are violations.
// - GOODBYE is answered with wamp.close.goodbye_and_out. After our own
//   GOODBYE everything is ignored until GOODBYE (any reason: when two cross no
//   second one is sent), ABORT or the loss of the connection.
// - ABORT ends everything, at any time, and is never answered. After it, sent
//   or received, nothing is processed any more.
constexpr Reaction kX = Reaction::kViolation;
constexpr Reaction kI = Reaction::kIgnore;
constexpr Reaction kWelcomed = Reaction::kWelcomed;
constexpr Reaction kChallenged = Reaction::kChallenged;
constexpr Reaction kAborted = Reaction::kAborted;
constexpr Reaction kBye = Reaction::kGoodbye;
constexpr Reaction kByeBye = Reaction::kGoodbyeAnswered;
constexpr Reaction kAnswer = Reaction::kAnswer;
constexpr Reaction kEvent = Reaction::kEvent;
constexpr Reaction kInvoke = Reaction::kInvocation;
constexpr Reaction kInterrupt = Reaction::kInterrupt;

struct MessageRow {
  MessageType message;
  std::array<Reaction, kSessionStates> in;
};

// clang-format off
constexpr MessageRow kMessageTable[] = {
    //                          Idle      HelloSent    Authent.  Established Closing Closed
    {MessageType::kWelcome,     {kX,       kWelcomed,   kX,       kX,         kI,      kI}},
    {MessageType::kAbort,       {kAborted, kAborted,    kAborted, kAborted,   kByeBye, kI}},
    {MessageType::kChallenge,   {kX,       kChallenged, kX,       kX,         kI,      kI}},
    {MessageType::kGoodbye,     {kX,       kBye,        kBye,     kBye,       kByeBye, kI}},
    {MessageType::kError,       {kX,       kX,          kX,       kAnswer,    kI,      kI}},
    {MessageType::kPublished,   {kX,       kX,          kX,       kAnswer,    kI,      kI}},
    {MessageType::kSubscribed,  {kX,       kX,          kX,       kAnswer,    kI,      kI}},
    {MessageType::kUnsubscribed,{kX,       kX,          kX,       kAnswer,    kI,      kI}},
    {MessageType::kEvent,       {kX,       kX,          kX,       kEvent,     kI,      kI}},
    {MessageType::kResult,      {kX,       kX,          kX,       kAnswer,    kI,      kI}},
    {MessageType::kRegistered,  {kX,       kX,          kX,       kAnswer,    kI,      kI}},
    {MessageType::kUnregistered,{kX,       kX,          kX,       kAnswer,    kI,      kI}},
    {MessageType::kInvocation,  {kX,       kX,          kX,       kInvoke,    kI,      kI}},
    {MessageType::kInterrupt,   {kX,       kX,          kX,       kInterrupt, kI,      kI}},
};
// What only clients send.
constexpr MessageRow kForeignRow =
    {MessageType::kHello,       {kX,       kX,          kX,       kX,         kI,      kI}};

constexpr Verdict kYes = Verdict::kTake;
constexpr Verdict kNo = Verdict::kRefuse;
constexpr Verdict kIgn = Verdict::kIgnore;

// A refused command returns FailedPrecondition; inputs that return nothing are
// ignored instead.
constexpr std::array<Verdict, kSessionStates> kCommandTable[kCommands] = {
    //                     Idle  HelloSent Authent. Established Closing Closed
    /* kJoin            */ {kYes, kIgn,    kIgn,    kIgn,       kIgn,   kIgn},
    /* kAuthenticate    */ {kNo,  kNo,     kYes,    kNo,        kNo,    kNo},
    /* kRefuseChallenge */ {kNo,  kNo,     kYes,    kNo,        kNo,    kNo},
    /* kRequest         */ {kNo,  kNo,     kNo,     kYes,       kNo,    kNo},
    /* kCancel          */ {kNo,  kNo,     kNo,     kYes,       kYes,   kNo},
    /* kYield           */ {kNo,  kNo,     kNo,     kYes,       kNo,    kNo},
    /* kLeave           */ {kNo,  kNo,     kNo,     kYes,       kNo,    kNo},
    /* kTimeout         */ {kIgn, kYes,    kYes,    kIgn,       kYes,   kIgn},
    /* kMalformed       */ {kYes, kYes,    kYes,    kYes,       kIgn,   kIgn},
    /* kConnectionLost  */ {kYes, kYes,    kYes,    kYes,       kYes,   kIgn},
};
// clang-format on

size_t Column(SessionState state) { return static_cast<size_t>(state); }

}  // namespace

std::string_view SessionStateName(SessionState state) {
  static constexpr std::string_view kNames[kSessionStates] = {
      "idle", "joining", "authenticating", "established", "closing", "closed"};
  return kNames[Column(state)];
}

Reaction ReactionTo(MessageType message, SessionState state) {
  for (const MessageRow& row : kMessageTable) {
    if (row.message == message) return row.in[Column(state)];
  }
  return kForeignRow.in[Column(state)];
}

Verdict VerdictOn(Command command, SessionState state) {
  return kCommandTable[static_cast<size_t>(command)][Column(state)];
}

SessionState StateAfter(Reaction reaction, SessionState state) {
  switch (reaction) {
    case Reaction::kChallenged:
      return SessionState::kAuthenticating;
    case Reaction::kWelcomed:
      return SessionState::kEstablished;
    case Reaction::kViolation:
    case Reaction::kAborted:
    case Reaction::kGoodbye:
    case Reaction::kGoodbyeAnswered:
      return SessionState::kClosed;
    case Reaction::kIgnore:
    case Reaction::kAnswer:
    case Reaction::kEvent:
    case Reaction::kInvocation:
    case Reaction::kInterrupt:
      return state;
  }
  return state;
}

SessionState StateAfter(Command command, SessionState state) {
  if (VerdictOn(command, state) != Verdict::kTake) return state;
  switch (command) {
    case Command::kJoin:
    case Command::kAuthenticate:
      return SessionState::kHelloSent;
    case Command::kLeave:
      return SessionState::kClosing;
    case Command::kRefuseChallenge:
    case Command::kTimeout:
    case Command::kMalformed:
    case Command::kConnectionLost:
      return SessionState::kClosed;
    case Command::kRequest:
    case Command::kCancel:
    case Command::kYield:
      return state;
  }
  return state;
}

}  // namespace wampbridge::wamp
