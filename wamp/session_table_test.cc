// SPDX-License-Identifier: Apache-2.0
#include "wamp/session_table.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

constexpr SessionState kStates[] = {
    SessionState::kIdle,           SessionState::kHelloSent,
    SessionState::kAuthenticating, SessionState::kEstablished,
    SessionState::kClosing,        SessionState::kClosed};

constexpr MessageType kMessages[] = {
    MessageType::kHello,        MessageType::kWelcome,
    MessageType::kAbort,        MessageType::kChallenge,
    MessageType::kAuthenticate, MessageType::kGoodbye,
    MessageType::kError,        MessageType::kPublish,
    MessageType::kPublished,    MessageType::kSubscribe,
    MessageType::kSubscribed,   MessageType::kUnsubscribe,
    MessageType::kUnsubscribed, MessageType::kEvent,
    MessageType::kCall,         MessageType::kCancel,
    MessageType::kResult,       MessageType::kRegister,
    MessageType::kRegistered,   MessageType::kUnregister,
    MessageType::kUnregistered, MessageType::kInvocation,
    MessageType::kInterrupt,    MessageType::kYield};

constexpr Command kAllCommands[] = {
    Command::kJoin,          Command::kAuthenticate, Command::kRefuseChallenge,
    Command::kRequest,       Command::kCancel,       Command::kYield,
    Command::kLeave,         Command::kTimeout,      Command::kMalformed,
    Command::kConnectionLost};

std::string_view Name(Reaction reaction) {
  switch (reaction) {
    case Reaction::kIgnore:
      return "ignore";
    case Reaction::kViolation:
      return "violation";
    case Reaction::kChallenged:
      return "challenged";
    case Reaction::kWelcomed:
      return "welcomed";
    case Reaction::kAborted:
      return "aborted";
    case Reaction::kGoodbye:
      return "goodbye";
    case Reaction::kGoodbyeAnswered:
      return "goodbye answered";
    case Reaction::kAnswer:
      return "answer";
    case Reaction::kEvent:
      return "event";
    case Reaction::kInvocation:
      return "invocation";
    case Reaction::kInterrupt:
      return "interrupt";
  }
  return "?";
}

std::string_view Name(Command command) {
  static constexpr std::string_view kNames[kCommands] = {
      "Join",  "Authenticate", "RefuseChallenge", "request",   "Cancel",
      "Yield", "Leave",        "timeout",         "malformed", "loss"};
  return kNames[static_cast<size_t>(command)];
}

// Every edge of the diagram that leads to another state, one in a line, sorted.
// Violations are left out: they lead to closed from everywhere.
std::string Diagram() {
  std::vector<std::string> edges;
  const auto add = [&](SessionState from, std::string_view by,
                       SessionState to) {
    if (from == to) return;
    edges.push_back(std::string(SessionStateName(from)) + " -> " +
                    std::string(SessionStateName(to)) + ": " + std::string(by));
  };
  for (const SessionState from : kStates) {
    for (const MessageType message : kMessages) {
      const Reaction reaction = ReactionTo(message, from);
      if (reaction == Reaction::kViolation) continue;
      add(from, MessageTypeName(message), StateAfter(reaction, from));
    }
    for (const Command command : kAllCommands) {
      add(from, Name(command), StateAfter(command, from));
    }
  }
  std::string text;
  for (const std::string& edge : edges) text += edge + "\n";
  return text;
}

TEST(SessionTableTest, DiagramIsTheSpecificationsPlusOurOwnEndings) {
  EXPECT_EQ(Diagram(),
            "idle -> closed: ABORT\n"
            "idle -> joining: Join\n"
            "idle -> closed: malformed\n"
            "idle -> closed: loss\n"
            "joining -> established: WELCOME\n"
            "joining -> closed: ABORT\n"
            "joining -> authenticating: CHALLENGE\n"
            "joining -> closed: GOODBYE\n"
            "joining -> closed: timeout\n"
            "joining -> closed: malformed\n"
            "joining -> closed: loss\n"
            "authenticating -> closed: ABORT\n"
            "authenticating -> closed: GOODBYE\n"
            "authenticating -> joining: Authenticate\n"
            "authenticating -> closed: RefuseChallenge\n"
            "authenticating -> closed: timeout\n"
            "authenticating -> closed: malformed\n"
            "authenticating -> closed: loss\n"
            "established -> closed: ABORT\n"
            "established -> closed: GOODBYE\n"
            "established -> closing: Leave\n"
            "established -> closed: malformed\n"
            "established -> closed: loss\n"
            "closing -> closed: ABORT\n"
            "closing -> closed: GOODBYE\n"
            "closing -> closed: timeout\n"
            "closing -> closed: loss\n");
}

TEST(SessionTableTest, OnlyRoutersMessagesAreHeardAndOnlyWhereTheyBelong) {
  for (const MessageType message : kMessages) {
    const std::string name(MessageTypeName(message));
    const bool ends =
        message == MessageType::kAbort || message == MessageType::kGoodbye;
    // After our GOODBYE only its answer counts, after the end nothing.
    EXPECT_EQ(ReactionTo(message, SessionState::kClosed), Reaction::kIgnore)
        << name;
    EXPECT_EQ(ReactionTo(message, SessionState::kClosing),
              ends ? Reaction::kGoodbyeAnswered : Reaction::kIgnore)
        << name;
    // Before WELCOME nothing belongs to a session.
    if (!ends && message != MessageType::kWelcome &&
        message != MessageType::kChallenge) {
      for (const SessionState state :
           {SessionState::kIdle, SessionState::kHelloSent,
            SessionState::kAuthenticating}) {
        EXPECT_EQ(ReactionTo(message, state), Reaction::kViolation) << name;
      }
    }
  }
}

TEST(SessionTableTest, EachMessageOfAnEstablishedSessionHasItsReaction) {
  const std::pair<MessageType, std::string_view> expected[] = {
      {MessageType::kHello, "violation"},
      {MessageType::kWelcome, "violation"},
      {MessageType::kAbort, "aborted"},
      {MessageType::kChallenge, "violation"},
      {MessageType::kAuthenticate, "violation"},
      {MessageType::kGoodbye, "goodbye"},
      {MessageType::kError, "answer"},
      {MessageType::kPublish, "violation"},
      {MessageType::kPublished, "answer"},
      {MessageType::kSubscribe, "violation"},
      {MessageType::kSubscribed, "answer"},
      {MessageType::kUnsubscribe, "violation"},
      {MessageType::kUnsubscribed, "answer"},
      {MessageType::kEvent, "event"},
      {MessageType::kCall, "violation"},
      {MessageType::kCancel, "violation"},
      {MessageType::kResult, "answer"},
      {MessageType::kRegister, "violation"},
      {MessageType::kRegistered, "answer"},
      {MessageType::kUnregister, "violation"},
      {MessageType::kUnregistered, "answer"},
      {MessageType::kInvocation, "invocation"},
      {MessageType::kInterrupt, "interrupt"},
      {MessageType::kYield, "violation"}};
  ASSERT_EQ(std::size(expected), std::size(kMessages));
  for (const auto& [message, reaction] : expected) {
    EXPECT_EQ(Name(ReactionTo(message, SessionState::kEstablished)), reaction)
        << MessageTypeName(message);
  }
}

TEST(SessionTableTest, RefusedAndIgnoredCommandsLeadNowhere) {
  for (const SessionState state : kStates) {
    for (const Command command : kAllCommands) {
      if (VerdictOn(command, state) == Verdict::kTake) continue;
      EXPECT_EQ(StateAfter(command, state), state)
          << Name(command) << " while " << SessionStateName(state);
    }
  }
}

}  // namespace
}  // namespace wampbridge::wamp
