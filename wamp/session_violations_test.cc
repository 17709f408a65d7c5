// SPDX-License-Identifier: Apache-2.0
// What the router does wrong ends in ABORT and a lost session; what the caller
// does wrong is a status that changes nothing.
#include <functional>

#include "wamp/message_codec.h"
#include "wamp/session_fixture.h"

namespace wampbridge::wamp {
namespace {

using SessionViolationsTest = SessionTest;

TEST_F(SessionViolationsTest, AnswerToARequestNeverMade) {
  Establish();
  Give(Result{.request = RequestId{1}});
  ExpectViolation("an answer to request 1, which was never made");
}

TEST_F(SessionViolationsTest, AnswerToRequestZero) {
  Establish();
  Give(Subscribed{RequestId{0}, SubscriptionId{1}});
  ExpectViolation("request 0, which was never made");
}

TEST_F(SessionViolationsTest, AnswerOfAnotherKindThanItsRequest) {
  Establish();
  Call();
  Sent();
  Give(Published{RequestId{1}, PublicationId{1}});
  ExpectViolation("an answer for PUBLISH to request 1, which was CALL");
}

TEST_F(SessionViolationsTest, ErrorThatNamesAnotherKindThanItsRequest) {
  Establish();
  Call();
  Sent();
  Give(Error{.request_type = MessageType::kRegister,
             .request = RequestId{1},
             .error = "com.error"});
  ExpectViolation("an answer for REGISTER to request 1, which was CALL");
}

TEST_F(SessionViolationsTest, ErrorForWhatIsNoRequestOfOurs) {
  for (const MessageType type :
       {MessageType::kInvocation, MessageType::kEvent, MessageType::kHello}) {
    Establish();
    Give(Error{
        .request_type = type, .request = RequestId{1}, .error = "com.error"});
    ExpectViolation("ERROR for " + std::string(MessageTypeName(type)));
  }
}

TEST_F(SessionViolationsTest, WhatCouldNotBeParsed) {
  Establish();
  session().HandleMalformed(absl::InvalidArgumentError("item 2: not an id"));
  ExpectViolation("item 2: not an id");
}

TEST_F(SessionViolationsTest, TextOfAbortIsPlainAndShort) {
  Establish();
  session().HandleMalformed(
      absl::InvalidArgumentError("\xff\x01quoted" + std::string(1000, 'x')));
  const std::string text = AbortText(SentOne<Abort>());
  EXPECT_EQ(text.substr(0, 9), "??quotedx");
  EXPECT_LE(text.size(), 200u);
}

// Every state with every message that is a violation there.
TEST_F(SessionViolationsTest, EveryMessageOutOfPlaceAborts) {
  const Message messages[] = {
      Hello{},        RouterWelcome(), Challenge{"ticket"},
      Authenticate{}, Error{},         Publish{},
      Published{},    Subscribe{},     Subscribed{},
      Unsubscribe{},  Unsubscribed{},  Event{},
      wamp::Call{},   Cancel{},        Result{},
      Register{},     Registered{},    Unregister{},
      Unregistered{}, Invocation{},    Interrupt{},
      Yield{}};
  for (const SessionState state :
       {SessionState::kIdle, SessionState::kHelloSent,
        SessionState::kAuthenticating, SessionState::kEstablished}) {
    for (const Message& message : messages) {
      if (ReactionTo(TypeOf(message), state) != Reaction::kViolation) continue;
      const std::string what = std::string(MessageTypeName(TypeOf(message))) +
                               " while " + std::string(SessionStateName(state));
      SCOPED_TRACE(what);
      BringTo(state);
      Give(message);
      ExpectViolation(what);
      Give(RouterWelcome());
      ExpectQuiet();
    }
  }
}

// Every message in the states in which nothing counts any more.
TEST_F(SessionViolationsTest, MessagesAfterGoodbyeAndAfterTheEndAreIgnored) {
  for (const SessionState state :
       {SessionState::kClosing, SessionState::kClosed}) {
    BringTo(state);
    Give(RouterWelcome());
    Give(Challenge{"ticket"});
    Give(Error{});
    Give(Published{RequestId{1}, PublicationId{1}});
    Give(Event{});
    Give(Result{.request = RequestId{99}});
    Give(Invocation{.request = RequestId{1}});
    Give(wamp::Call{});
    ExpectQuiet();
    EXPECT_EQ(session().closed(), state == SessionState::kClosed);
  }
}

// Every command in every state that refuses it.
TEST_F(SessionViolationsTest, CommandOutOfPlaceIsRefusedAndChangesNothing) {
  const auto subscribe = EncodeSubscribe(Serializer::kJson, {}, "a.b").value();
  const auto enlist = EncodeRegister(Serializer::kJson, {}, "a.b").value();
  const auto publish = EncodePublish(Serializer::kJson, {}, "a.b", {}).value();
  const std::pair<Command, std::function<absl::Status()>> commands[] = {
      {Command::kAuthenticate,
       [&] { return session().Authenticate("x", {}, now); }},
      {Command::kRefuseChallenge,
       [&] { return session().RefuseChallenge("a.b", {}); }},
      {Command::kRequest,
       [&] { return session().Call(EncodedCall(), nullptr).status(); }},
      {Command::kRequest,
       [&] { return session().CallMore({1}, EncodedCall()); }},
      {Command::kRequest,
       [&] { return session().Publish(publish, nullptr).status(); }},
      {Command::kRequest,
       [&] { return session().PublishUnacknowledged(publish).status(); }},
      {Command::kRequest,
       [&] { return session().Subscribe(subscribe, nullptr).status(); }},
      {Command::kRequest,
       [&] { return session().Unsubscribe({5}, nullptr).status(); }},
      {Command::kRequest,
       [&] { return session().Register(enlist, nullptr).status(); }},
      {Command::kRequest,
       [&] { return session().Unregister({5}, nullptr).status(); }},
      {Command::kCancel,
       [&] { return session().Cancel({1}, CancelMode::kKill); }},
      {Command::kYield, [&] { return session().Yield({}); }},
      {Command::kYield,
       [&] {
         return session().YieldError(
             {.request_type = MessageType::kInvocation});
       }},
      {Command::kLeave, [&] { return session().Leave("a.b", now); }},
  };
  for (int i = 0; i < static_cast<int>(kSessionStates); ++i) {
    const auto state = static_cast<SessionState>(i);
    BringTo(state);
    const auto timeout = session().PollTimeout();
    for (const auto& [command, run] : commands) {
      if (VerdictOn(command, state) != Verdict::kRefuse) continue;
      const absl::Status status = run();
      EXPECT_EQ(status,
                absl::FailedPreconditionError(
                    "the session is " + std::string(SessionStateName(state))));
      ExpectQuiet();
      EXPECT_EQ(session().PollTimeout(), timeout);
      EXPECT_EQ(session().closed(), state == SessionState::kClosed);
      EXPECT_EQ(session().established(), state == SessionState::kEstablished);
    }
  }
}

}  // namespace
}  // namespace wampbridge::wamp
