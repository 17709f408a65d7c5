// SPDX-License-Identifier: Apache-2.0
// Make before break, as streams see it.
#include "bridge/subscribe/subscription_move.h"

#include "bridge/subscribe/subscription_hub_fixture.h"
#include "gmock/gmock.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using wamp::MessageType;

class SubscriptionMoveTest : public SubscriptionHubTest {
 protected:
  SubscriptionMoveTest() : old_(Join(7)) {
    old_->SetLastHeard(absl::FromUnixSeconds(95));
  }

  // A stream that has its topics; the test's first one by ids from 50 on.
  std::shared_ptr<RecordingSink> Subscribed(std::vector<WantedTopic> topics) {
    auto sink = Subscribe(std::move(topics));
    next_id_ += AcceptAll(*old_, next_id_);
    sink->Take();
    return sink;
  }

  void AcceptBySuccessor(Fake& successor, uint64_t first_id = 60) {
    AcceptAll(successor, first_id);
    Run();
  }

  void AnswerUnsubscribes() {
    for (const auto& request : old_->TakeRequests()) {
      ASSERT_EQ(request.type, MessageType::kUnsubscribe);
      old_->AnswerUnsubscribed(request.id);
    }
    Run();
  }

  std::shared_ptr<Fake> old_;
  uint64_t next_id_ = 50;
};

TEST_F(SubscriptionMoveTest, NothingIsLostOrGivenTwice) {
  const auto sink = Subscribed({Topic("a")});
  const auto successor = JoinSuccessor(8);
  Event(50, 1);  // published before the successor has it
  const auto asked = successor->TakeRequests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_THAT(old_->TakeRequests(), IsEmpty());
  successor->AnswerSubscribed(asked[0].id, 60);
  SuccessorEvent(60, 3);  // before the old session has it
  Event(50, 2);           // of the old session alone
  Run();
  Event(50, 3);
  Event(50, 4);
  SuccessorEvent(60, 4);  // after the old session had it
  SuccessorEvent(60, 5, "[5]");
  EXPECT_THAT(sink->Take(),
              ElementsAre("event 0 1", "event 0 2", "event 0 3", "event 0 4"));
  EXPECT_FALSE(moved_.has_value());
  AnswerUnsubscribes();
  EXPECT_EQ(moved_, Moved::kMoved);
  EXPECT_THAT(sink->Take(), ElementsAre("whole 8: 0=60", "event 0 5[5]"));
  Event(60, 6);
  EXPECT_THAT(sink->Take(), ElementsAre("event 0 6"));
}

TEST_F(SubscriptionMoveTest, SamePublicationByTwoTopicsIsToldApart) {
  const auto sink = Subscribed({Topic("a"), Topic("b")});
  const auto successor = JoinSuccessor(8);
  AcceptBySuccessor(*successor);
  Event(50, 1);  // by "a"; by "b" it comes on the successor only
  SuccessorEvent(60, 1);
  SuccessorEvent(61, 1);
  sink->Take();
  AnswerUnsubscribes();
  EXPECT_THAT(sink->Take(), ElementsAre("whole 8: 0=60 1=61", "event 1 1"));
}

TEST_F(SubscriptionMoveTest, OldSessionIsLeftWhenTheLastTopicIsWithTheNew) {
  Subscribed({Topic("a"), Topic("b")});
  const auto successor = JoinSuccessor(8);
  const auto asked = successor->TakeRequests();
  ASSERT_THAT(asked, SizeIs(2));
  successor->AnswerSubscribed(asked[0].id, 60);
  Run();
  EXPECT_THAT(old_->TakeRequests(), IsEmpty());
  successor->AnswerSubscribed(asked[1].id, 61);
  Run();
  const auto leaving = old_->TakeRequests();
  ASSERT_THAT(leaving, SizeIs(2));
  old_->AnswerUnsubscribed(leaving[0].id);
  Run();
  EXPECT_FALSE(moved_.has_value());
  old_->AnswerError(leaving[1].id, "wamp.error.no_such_subscription");
  Run();
  EXPECT_EQ(moved_, Moved::kMoved);
}

TEST_F(SubscriptionMoveTest, WithoutStreamsThePlaceMovesAtOnce) {
  JoinSuccessor(8);
  EXPECT_EQ(moved_, Moved::kMoved);
}

TEST_F(SubscriptionMoveTest, OptionsGoAlongButRetainedEventsWereHad) {
  const auto sink =
      Subscribed({Topic("a", {{"get_retained", true}, {"x_key", 1}})});
  auto successor = JoinSuccessor(8);
  auto asked = successor->TakeRequests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].tail, R"(,{"x_key":1},"a"])");
  successor->AnswerSubscribed(asked[0].id, 60);
  Run();
  AnswerUnsubscribes();
  // After a loss they are owed again.
  Lose(*successor, 120);
  successor = Join(9);
  asked = successor->TakeRequests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].tail, R"(,{"get_retained":true,"x_key":1},"a"])");
}

TEST_F(SubscriptionMoveTest, EventsKeepTheTimeAtWhichTheyCame) {
  class TimedSink : public RecordingSink {
   public:
    void OnEvent(size_t, SharedEvent& event) override {
      received_at = event.received_at();
    }
    absl::Time received_at;
  };
  const auto sink = std::make_shared<TimedSink>();
  hub_.Subscribe({.topics = {Topic("a")},
                  .history = std::nullopt,
                  .gate = [](const auto&) { return absl::OkStatus(); }},
                 sink);
  Run();
  old_->AnswerSubscribed(old_->TakeRequests()[0].id, 50);
  const auto successor = JoinSuccessor(8);
  AcceptBySuccessor(*successor);
  loop_.Advance(absl::Seconds(3));
  SuccessorEvent(60, 1);
  loop_.Advance(absl::Seconds(4));
  AnswerUnsubscribes();
  EXPECT_EQ(sink->received_at, absl::FromUnixSeconds(103));
}

TEST_F(SubscriptionMoveTest, SuccessorLostBeforeTheOldIsLeftChangesNothing) {
  const auto sink = Subscribed({Topic("a")});
  const auto successor = JoinSuccessor(8);
  successor->Lose({});
  Run();
  hub_.OnSuccessorLost("reset");
  Event(50, 1);
  EXPECT_THAT(sink->Take(), ElementsAre("event 0 1"));
  EXPECT_THAT(old_->TakeRequests(), IsEmpty());
  EXPECT_FALSE(moved_.has_value());
}

TEST_F(SubscriptionMoveTest, SuccessorLostLaterIsAGapOnTheOldSession) {
  const auto sink = Subscribed({Topic("a")});
  const auto successor = JoinSuccessor(8);
  AcceptBySuccessor(*successor);
  ASSERT_THAT(old_->TakeRequests(), SizeIs(1));  // UNSUBSCRIBE
  SuccessorEvent(60, 1);
  loop_.Advance(absl::Seconds(2));
  successor->Lose({});
  Run();
  hub_.OnSuccessorLost("reset");
  const auto again = old_->TakeRequests();
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].type, MessageType::kSubscribe);
  old_->AnswerSubscribed(again[0].id, 51);
  Event(51, 2);
  EXPECT_THAT(sink->Take(),
              ElementsAre("lost", "interrupted reset since 100",
                          "gap reset 100-102", "whole 7: 0=51", "event 0 2"));
}

TEST_F(SubscriptionMoveTest, OldLostInTheMiddleIsAGap) {
  for (const bool leaving : {false, true}) {
    const auto sink = Subscribed({Topic("a")});
    const auto successor = JoinSuccessor(8);
    if (leaving) AcceptBySuccessor(*successor);
    SuccessorEvent(60, 1);
    Lose(*old_, 90);
    EXPECT_FALSE(moved_.has_value());
    // The pool gives it the place.
    hub_.OnSubscriberJoined(successor);
    const auto asked = successor->TakeRequests();
    successor->AnswerSubscribed(asked.back().id, 60);
    EXPECT_THAT(sink->Take(),
                ElementsAre("lost", "interrupted router gone since 90",
                            "gap router gone 90-100", "whole 8: 0=60"));
    Unsubscribe(sink);
    Lose(*successor, 90);
    old_ = Join(7);
    next_id_ = 50;
  }
}

TEST_F(SubscriptionMoveTest, MoreThanTheHoldTakesIsAGapWithTheSuccessor) {
  const auto sink = Subscribed({Topic("a")});
  const auto successor = JoinSuccessor(8);
  AcceptBySuccessor(*successor);
  for (size_t i = 0; i <= SubscriptionMove::kEventsMax; ++i) {
    SuccessorEvent(60, i + 1);
  }
  EXPECT_EQ(moved_, Moved::kMoved);
  const auto asked = successor->TakeRequests();
  ASSERT_THAT(asked, SizeIs(1));
  successor->AnswerSubscribed(asked[0].id, 60);
  Event(60, 20'000);
  const std::string reason =
      "more than 10000 events or 8388608 octets came while the session was "
      "replaced";
  EXPECT_THAT(sink->Take(),
              ElementsAre("lost", "interrupted " + reason + " since 95",
                          "gap " + reason + " 95-100", "whole 8: 0=60",
                          "event 0 20000"));
}

TEST_F(SubscriptionMoveTest, MoreOctetsThanTheHoldTakesIsAGap) {
  const auto sink = Subscribed({Topic("a")});
  const auto successor = JoinSuccessor(8);
  AcceptBySuccessor(*successor);
  SuccessorEvent(60, 1, std::string(SubscriptionMove::kOctetsMax, ' '));
  EXPECT_FALSE(moved_.has_value());
  SuccessorEvent(60, 2, "[1]");
  EXPECT_EQ(moved_, Moved::kMoved);
  EXPECT_THAT(sink->Take(), SizeIs(2));  // lost, interrupted
}

TEST_F(SubscriptionMoveTest, MoreThanIsRememberedOfTheOldIsAGap) {
  const auto sink = Subscribed({Topic("a")});
  JoinSuccessor(8);
  for (size_t i = 0; i < SubscriptionMove::kEventsMax; ++i) Event(50, i + 1);
  EXPECT_FALSE(moved_.has_value());
  sink->Take();
  Event(50, 20'000);
  EXPECT_EQ(moved_, Moved::kMoved);
  EXPECT_THAT(sink->Take(), SizeIs(3));  // the event, lost, interrupted
}

TEST_F(SubscriptionMoveTest, SuccessorThatDoesNotAnswerIsGivenUp) {
  const auto sink = Subscribed({Topic("a")});
  JoinSuccessor(8);
  loop_.Advance(absl::Seconds(60));
  EXPECT_EQ(moved_, Moved::kFailed);
  Event(50, 1);
  EXPECT_THAT(sink->Take(), ElementsAre("event 0 1"));
}

TEST_F(SubscriptionMoveTest, OldThatDoesNotAnswerIsAGap) {
  const auto sink = Subscribed({Topic("a")});
  const auto successor = JoinSuccessor(8);
  AcceptBySuccessor(*successor);
  old_->SetLastHeard(absl::FromUnixSeconds(155));
  loop_.Advance(absl::Seconds(60));
  EXPECT_EQ(moved_, Moved::kMoved);
  const auto asked = successor->TakeRequests();
  ASSERT_THAT(asked, SizeIs(1));
  successor->AnswerSubscribed(asked[0].id, 60);
  const std::string reason = "no answer to UNSUBSCRIBE within 1m";
  EXPECT_THAT(sink->Take(),
              ElementsAre("lost", "interrupted " + reason + " since 100",
                          "gap " + reason + " 100-160", "whole 8: 0=60"));
}

TEST_F(SubscriptionMoveTest, TopicThatTheSuccessorIsRefusedEndsItsStream) {
  const auto sink = Subscribed({Topic("a"), Topic("b")});
  const auto other = Subscribed({Topic("c")});
  const auto successor = JoinSuccessor(8);
  const auto asked = successor->TakeRequests();
  ASSERT_THAT(asked, SizeIs(3));
  for (const auto& request : asked) {
    if (request.tail == R"(,{},"b"])") {
      successor->AnswerError(request.id, "wamp.error.not_authorized");
    } else {
      successor->AnswerSubscribed(request.id, 60 + request.id.value);
    }
  }
  Run();
  EXPECT_THAT(sink->Take(), ElementsAre("end 7 wamp.error.not_authorized"));
  AnswerUnsubscribes();
  EXPECT_EQ(moved_, Moved::kMoved);
  EXPECT_THAT(other->Take(), SizeIs(1));
}

TEST_F(SubscriptionMoveTest, RouterWithoutAFeatureEndsTheStream) {
  const auto sink = Subscribed({Topic("a")});
  fits_ = absl::UnimplementedError("no event_retention");
  JoinSuccessor(8);
  EXPECT_THAT(sink->Take(), ElementsAre("end 12 no event_retention"));
}

TEST_F(SubscriptionMoveTest, RevokedMeanwhileIsToldOnce) {
  const auto sink = Subscribed({Topic("a"), Topic("b")});
  const auto successor = JoinSuccessor(8);
  AcceptBySuccessor(*successor);
  hub_.OnSuccessorRevoked({{}, {{"subscription", 60}, {"reason", "why"}}});
  EXPECT_THAT(sink->Take(), ElementsAre("unsubscribed 0 why"));
  hub_.OnSubscriberRevoked({{}, {{"subscription", 50}, {"reason", "why"}}});
  AnswerUnsubscribes();
  EXPECT_EQ(moved_, Moved::kMoved);
  EXPECT_THAT(sink->Take(), ElementsAre("whole 8: 1=61"));
}

TEST_F(SubscriptionMoveTest, StreamThatLeavesDoesNotHoldTheOthersUp) {
  const auto leaving = Subscribed({Topic("a")});
  const auto staying = Subscribed({Topic("b")});
  const auto successor = JoinSuccessor(8);
  const auto asked = successor->TakeRequests();
  ASSERT_THAT(asked, SizeIs(2));
  for (const auto& request : asked) {
    if (request.tail == R"(,{},"b"])") {
      successor->AnswerSubscribed(request.id, 61);
    }
  }
  Run();
  Unsubscribe(leaving);
  AnswerUnsubscribes();
  EXPECT_EQ(moved_, Moved::kMoved);
  EXPECT_THAT(staying->Take(), ElementsAre("whole 8: 0=61"));
}

TEST_F(SubscriptionMoveTest, StreamThatComesMeanwhileBeginsWithTheSuccessor) {
  const auto early = Subscribe({Topic("b")});  // not answered yet
  const auto pending = old_->TakeRequests();
  const auto successor = JoinSuccessor(8);
  const auto late = Subscribe({Topic("c")});
  EXPECT_THAT(successor->TakeRequests(), IsEmpty());
  // What the old session grants too late is given back.
  old_->AnswerSubscribed(pending[0].id, 50);
  Run();
  AnswerUnsubscribes();
  EXPECT_EQ(moved_, Moved::kMoved);
  AcceptBySuccessor(*successor);
  EXPECT_THAT(early->Take(), SizeIs(2));  // lost, whole
  EXPECT_THAT(late->Take(), SizeIs(1));   // whole
}

}  // namespace
}  // namespace wampbridge::bridge
