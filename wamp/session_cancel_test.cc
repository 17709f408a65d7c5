// SPDX-License-Identifier: Apache-2.0
// Cancelling: who does not wait any more is not told any more.
#include "wamp/message_codec.h"
#include "wamp/session_fixture.h"

namespace wampbridge::wamp {
namespace {

using SessionCancelTest = SessionTest;

TEST_F(SessionCancelTest, CancelOfACallSendsCancelWithItsMode) {
  Establish();
  const std::pair<CancelMode, std::string> modes[] = {
      {CancelMode::kSkip, "skip"},
      {CancelMode::kKill, "kill"},
      {CancelMode::kKillNoWait, "killnowait"}};
  for (const auto& [mode, name] : modes) {
    const RequestId id = Call();
    Sent();
    ASSERT_TRUE(session().Cancel(id, mode).ok());
    const auto cancel = SentOne<wamp::Cancel>();
    EXPECT_EQ(cancel.request, id);
    EXPECT_EQ(cancel.options, (Dict{{"mode", name}}));
  }
  EXPECT_EQ(session().pending_requests(), 0u);
}

TEST_F(SessionCancelTest, CancelFollowsItsCallEvenWhenBothWait) {
  Establish();
  const RequestId id = Call();
  ASSERT_TRUE(session().Cancel(id, CancelMode::kKill).ok());
  const std::vector<Message> sent = Sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(TypeOf(sent[0]), MessageType::kCall);
  EXPECT_EQ(TypeOf(sent[1]), MessageType::kCancel);
}

TEST_F(SessionCancelTest, RouterWithoutTheFeatureIsSentNoCancel) {
  SessionOptions options = Options();
  options.ignore_features = {"call_canceling"};
  Establish(options);
  const RequestId id = Call();
  Sent();
  ASSERT_TRUE(session().Cancel(id, CancelMode::kKill).ok());
  ExpectQuiet();
}

TEST_F(SessionCancelTest, AnswerAfterCancelIsCountedAndNotSeen) {
  Establish();
  const RequestId id = Call();
  ASSERT_TRUE(session().Cancel(id, CancelMode::kKillNoWait).ok());
  Sent();
  Give(Result{.request = id, .details = Dict{{"progress", true}}});
  Give(Error{.request = id, .error = "wamp.error.canceled"});
  ExpectQuiet();
  EXPECT_EQ(session().late_answers(), 2u);
}

TEST_F(SessionCancelTest, OtherRequestsAreForgottenWithoutAMessage) {
  Establish();
  const auto topic = EncodeSubscribe(Serializer::kJson, {}, "a.b").value();
  const RequestId id = session().Subscribe(topic, nullptr).value();
  Sent();
  ASSERT_TRUE(session().Cancel(id, CancelMode::kKill).ok());
  ExpectQuiet();
  Give(Subscribed{id, SubscriptionId{5}});
  EXPECT_EQ(session().late_answers(), 1u);
  Give(Event{.subscription = SubscriptionId{5}});
  EXPECT_EQ(session().ignored_events(), 1u);
  ExpectQuiet();
}

TEST_F(SessionCancelTest, WhatWasAnsweredOrNeverMadeIsNotFound) {
  Establish();
  const RequestId id = Call();
  Give(Result{.request = id});
  Sent();
  EXPECT_EQ(session().Cancel(id, CancelMode::kKill).code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(session().Cancel(RequestId{99}, CancelMode::kKill).code(),
            absl::StatusCode::kNotFound);
  EXPECT_TRUE(Sent().empty());
  EventOne<Answered>();  // still given
}

TEST_F(SessionCancelTest, CancelledRequestIsNotLostWithTheSession) {
  Establish();
  const RequestId id = Call();
  ASSERT_TRUE(session().Cancel(id, CancelMode::kKill).ok());
  session().HandleConnectionLost(absl::UnavailableError("reset"));
  EventOne<SessionLost>();
}

TEST_F(SessionCancelTest, WhileLeavingARequestIsForgottenWithoutAMessage) {
  Establish();
  const RequestId id = Call();
  ASSERT_TRUE(session().Leave("wamp.close.close_realm", now).ok());
  Sent();
  EXPECT_TRUE(session().Cancel(id, CancelMode::kKill).ok());
  ExpectQuiet();
  session().HandleConnectionLost(absl::UnavailableError("reset"));
  EventOne<SessionLost>();
}

}  // namespace
}  // namespace wampbridge::wamp
