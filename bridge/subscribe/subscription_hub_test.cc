// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/subscription_hub.h"

#include "bridge/subscribe/subscription_hub_fixture.h"
#include "gmock/gmock.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using wamp::MessageType;

TEST_F(SubscriptionHubTest, StreamBeforeTheFirstSessionIsToldAndServedLater) {
  const auto sink = Subscribe({Topic("a")});
  EXPECT_THAT(sink->Take(),
              ElementsAre("interrupted not connected yet since 100"));
  const auto connection = Join(7);
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].tail, ",{},\"a\"]");
  connection->AnswerSubscribed(requests[0].id, 50);
  Event(50, 1);
  EXPECT_THAT(sink->Take(), ElementsAre("whole 7: 0=50", "event 0 1"));
}

TEST_F(SubscriptionHubTest, OutageIsToldOnceWhateverFailsMeanwhile) {
  const auto sink = Subscribe({Topic("a")});
  sink->Take();
  Failure failure;
  failure.message = "connection refused";
  hub_.OnSubscriberRefused(failure);
  failure.message = "no route to host";
  hub_.OnSubscriberRefused(failure);
  auto connection = Join(7);
  Lose(*connection, 100);
  EXPECT_THAT(sink->Take(),
              ElementsAre("interrupted connection refused since 100", "lost"));
}

TEST_F(SubscriptionHubTest, RoutersRefusalIsToldOncePerReason) {
  const auto sink = Subscribe({Topic("a")});
  sink->Take();
  loop_.Advance(absl::Seconds(5));
  Failure failure;
  failure.uri = "wamp.error.not_authorized";
  failure.message = "wrong secret";
  hub_.OnSubscriberRefused(failure);
  hub_.OnSubscriberRefused(failure);
  EXPECT_THAT(sink->Take(), ElementsAre("interrupted wrong secret since 100"));
}

TEST_F(SubscriptionHubTest, EqualTopicsShareOneSubscribe) {
  const auto connection = Join(7);
  const auto first = Subscribe({Topic("a")});
  const auto second = Subscribe({Topic("a")});
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  connection->AnswerSubscribed(requests[0].id, 50);
  const auto third = Subscribe({Topic("a")});
  EXPECT_THAT(connection->TakeRequests(), IsEmpty());
  Event(50, 1);
  for (const auto& sink : {first, second, third}) {
    EXPECT_THAT(sink->Take(), ElementsAre("whole 7: 0=50", "event 0 1"));
  }
}

TEST_F(SubscriptionHubTest, StreamIsWholeWhenAllItsTopicsAre) {
  const auto connection = Join(7);
  const auto sink = Subscribe({Topic("a"), Topic("b")});
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(2));
  connection->AnswerSubscribed(requests[1].id, 51);
  EXPECT_THAT(sink->Take(), IsEmpty());
  connection->AnswerSubscribed(requests[0].id, 50);
  EXPECT_THAT(sink->Take(), ElementsAre("whole 7: 0=50 1=51"));
}

TEST_F(SubscriptionHubTest, LostSessionIsRestoredWithAllOptionsAndAGap) {
  auto connection = Join(7);
  const auto sink = Subscribe({Topic("a", {{"x_key", 1}})});
  connection->AnswerSubscribed(connection->TakeRequests()[0].id, 50);
  sink->Take();
  Lose(*connection, 90);
  EXPECT_THAT(sink->Take(),
              ElementsAre("lost", "interrupted router gone since 90"));
  loop_.Advance(absl::Seconds(11));
  connection = Join(8);
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].tail, ",{\"x_key\":1},\"a\"]");
  connection->AnswerSubscribed(requests[0].id, 60);
  EXPECT_THAT(sink->Take(),
              ElementsAre("gap router gone 90-111", "whole 8: 0=60"));
}

TEST_F(SubscriptionHubTest, GapReachesBackOverASessionThatNeverBecameWhole) {
  auto connection = Join(7);
  const auto sink = Subscribe({Topic("a")});
  connection->AnswerSubscribed(connection->TakeRequests()[0].id, 50);
  Lose(*connection, 90);
  connection = Join(8);
  Lose(*connection, 99);
  connection = Join(9);
  sink->Take();
  connection->AnswerSubscribed(connection->TakeRequests()[0].id, 60);
  EXPECT_THAT(sink->Take(),
              ElementsAre("gap router gone 90-100", "whole 9: 0=60"));
}

TEST_F(SubscriptionHubTest, NoGapBeforeTheFirstSubscribed) {
  auto connection = Join(7);
  const auto sink = Subscribe({Topic("a")});
  Lose(*connection, 90);
  connection = Join(8);
  sink->Take();
  connection->AnswerSubscribed(connection->TakeRequests()[0].id, 60);
  EXPECT_THAT(sink->Take(), ElementsAre("whole 8: 0=60"));
}

TEST_F(SubscriptionHubTest, LastStreamToLeaveUnsubscribes) {
  const auto connection = Join(7);
  const auto first = Subscribe({Topic("a")});
  const auto second = Subscribe({Topic("a")});
  connection->AnswerSubscribed(connection->TakeRequests()[0].id, 50);
  Unsubscribe(first);
  EXPECT_THAT(connection->TakeRequests(), IsEmpty());
  Unsubscribe(second);
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].type, MessageType::kUnsubscribe);
  EXPECT_EQ(requests[0].tail, "50");
}

TEST_F(SubscriptionHubTest, ComingBeforeUnsubscribedSubscribesAnew) {
  const auto connection = Join(7);
  const auto first = Subscribe({Topic("a")});
  connection->AnswerSubscribed(connection->TakeRequests()[0].id, 50);
  Unsubscribe(first);
  const auto unsubscribe = connection->TakeRequests()[0];
  const auto second = Subscribe({Topic("a")});
  EXPECT_THAT(connection->TakeRequests(), IsEmpty());
  connection->AnswerUnsubscribed(unsubscribe.id);
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  connection->AnswerSubscribed(requests[0].id, 51);
  EXPECT_THAT(second->Take(), ElementsAre("whole 7: 0=51"));
}

TEST_F(SubscriptionHubTest, PlaceThatMovesForgetsWhatTheOldSessionOwes) {
  const auto before = Join(7);
  const auto first = Subscribe({Topic("a")});
  const auto second = Subscribe({Topic("b")});
  const auto asked = before->TakeRequests();
  before->AnswerSubscribed(asked[0].id, 50);
  Unsubscribe(first);
  // The session itself lives on: the pool retires it.
  hub_.OnSubscriberLost("moved", absl::FromUnixSeconds(100));
  EXPECT_THAT(before->TakeCancelled(), SizeIs(2));
  const auto after = Join(8);
  const auto again = after->TakeRequests();
  ASSERT_THAT(again, SizeIs(1));
  second->Take();
  after->AnswerSubscribed(again[0].id, 60);
  EXPECT_THAT(second->Take(), ElementsAre("whole 8: 0=60"));
}

TEST_F(SubscriptionHubTest, UnsubscribedThatNeverComesEndsWhoComesLater) {
  const auto connection = Join(7);
  const auto first = Subscribe({Topic("a")});
  connection->AnswerSubscribed(connection->TakeRequests()[0].id, 50);
  Unsubscribe(first);
  loop_.Advance(absl::Seconds(60));
  const auto second = Subscribe({Topic("a")});
  EXPECT_THAT(second->Take(), ElementsAre("end 4 no answer to UNSUBSCRIBE a"));
}

TEST_F(SubscriptionHubTest, LeavingBeforeSubscribedGivesItBackWhenItComes) {
  const auto connection = Join(7);
  const auto sink = Subscribe({Topic("a")});
  Unsubscribe(sink);
  const auto subscribe = connection->TakeRequests();
  ASSERT_THAT(subscribe, SizeIs(1));
  connection->AnswerSubscribed(subscribe[0].id, 50);
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].type, MessageType::kUnsubscribe);
  EXPECT_THAT(sink->Take(), IsEmpty());
}

TEST_F(SubscriptionHubTest, RetainedEventsGoToThoseWhoAreOwedThem) {
  const auto connection = Join(7);
  const auto plain = Subscribe({Topic("a")});
  connection->AnswerSubscribed(connection->TakeRequests()[0].id, 50);
  const auto retained = Subscribe({Retained("a")});
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  connection->AnswerSubscribed(requests[0].id, 50);
  plain->Take();
  Event(50, 1, {{"retained", true}});
  Event(50, 2);
  EXPECT_THAT(plain->Take(), ElementsAre("event 0 2"));
  EXPECT_THAT(retained->Take(),
              ElementsAre("whole 7: 0=50", "event 0 1", "event 0 2"));
}

TEST_F(SubscriptionHubTest, TwoStreamsOneRetainedEndInEitherOrder) {
  for (const bool retained_first : {true, false}) {
    const auto connection = Join(7);
    const auto plain = Subscribe({Topic("a")});
    connection->AnswerSubscribed(connection->TakeRequests()[0].id, 50);
    const auto retained = Subscribe({Retained("a")});
    connection->AnswerSubscribed(connection->TakeRequests()[0].id, 50);
    Unsubscribe(retained_first ? retained : plain);
    EXPECT_THAT(connection->TakeRequests(), IsEmpty());
    const auto& left = retained_first ? plain : retained;
    left->Take();
    Event(50, 3);
    EXPECT_THAT(left->Take(), ElementsAre("event 0 3"));
    Unsubscribe(left);
    EXPECT_THAT(connection->TakeRequests(), SizeIs(1));
    Lose(*connection, 90);
  }
}

TEST_F(SubscriptionHubTest, RefusedTopicEndsTheStreamAndGivesTheOthersBack) {
  const auto connection = Join(7);
  const auto sink = Subscribe({Topic("a"), Topic("b")});
  const auto requests = connection->TakeRequests();
  connection->AnswerSubscribed(requests[0].id, 50);
  connection->AnswerError(requests[1].id, "wamp.error.not_authorized");
  EXPECT_THAT(sink->Take(), ElementsAre("end 7 wamp.error.not_authorized"));
  const auto leaving = connection->TakeRequests();
  ASSERT_THAT(leaving, SizeIs(1));
  EXPECT_EQ(leaving[0].type, MessageType::kUnsubscribe);
}

TEST_F(SubscriptionHubTest, RouterWithoutAFeatureEndsTheStream) {
  fits_ = absl::UnimplementedError("no event_retention");
  Join(7);
  const auto sink = Subscribe({Retained("a")});
  EXPECT_THAT(sink->Take(), ElementsAre("end 12 no event_retention"));
}

TEST_F(SubscriptionHubTest, NoAnswerInTimeEndsTheStream) {
  const auto connection = Join(7);
  const auto sink = Subscribe({Topic("a")});
  loop_.Advance(absl::Seconds(60));
  EXPECT_THAT(sink->Take(),
              ElementsAre("end 4 no answer to SUBSCRIBE a within 1m"));
}

TEST_F(SubscriptionHubTest, SubscribeIsSentAgainWhereTheFirstHadNoAnswer) {
  const auto connection = Join(7);
  Subscribe({Topic("a")});
  loop_.Advance(absl::Seconds(60));
  const auto sink = Subscribe({Topic("a")});
  loop_.Advance(absl::Seconds(60));
  EXPECT_THAT(sink->Take(),
              ElementsAre("end 4 no answer to SUBSCRIBE a within 1m"));
  EXPECT_THAT(connection->TakeRequests(), SizeIs(2));
}

TEST_F(SubscriptionHubTest, FullWriteBufferIsNotSent) {
  const auto connection = Join(7);
  connection->FailRequests(absl::ResourceExhaustedError("buffer full"));
  EXPECT_THAT(Subscribe({Topic("a")})->Take(),
              ElementsAre("end 8 buffer full"));
}

TEST_F(SubscriptionHubTest, RevokedTopicIsToldAndTheLastOneEndsTheStream) {
  auto connection = Join(7);
  const auto sink = Subscribe({Topic("a"), Topic("b")});
  const auto requests = connection->TakeRequests();
  connection->AnswerSubscribed(requests[0].id, 50);
  connection->AnswerSubscribed(requests[1].id, 51);
  sink->Take();
  hub_.OnSubscriberRevoked(
      {{}, {{"subscription", 50}, {"reason", "maintenance"}}});
  EXPECT_THAT(sink->Take(), ElementsAre("unsubscribed 0 maintenance"));
  hub_.OnSubscriberRevoked({{}, {{"subscription", 51}}});
  EXPECT_THAT(sink->Take(),
              ElementsAre("unsubscribed 1 ",
                          "end 9 the router revoked the last subscription (b): "
                          "no reason given"));
}

TEST_F(SubscriptionHubTest, RevokedTopicIsNotRestored) {
  auto connection = Join(7);
  const auto sink = Subscribe({Topic("a"), Topic("b")});
  for (const auto& request : connection->TakeRequests()) {
    connection->AnswerSubscribed(request.id, 50 + request.id.value);
  }
  hub_.OnSubscriberRevoked({{}, {{"subscription", 51}}});
  Lose(*connection, 90);
  connection = Join(8);
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].tail, ",{},\"b\"]");
}

TEST_F(SubscriptionHubTest, EventsOfADroppedSubscriptionAreIgnored) {
  const auto connection = Join(7);
  const auto sink = Subscribe({Topic("a")});
  connection->AnswerSubscribed(connection->TakeRequests()[0].id, 50);
  Unsubscribe(sink);
  sink->Take();
  Event(50, 1);
  EXPECT_THAT(sink->Take(), IsEmpty());
}

struct KeptOption {
  const char* name;
  wamp::MatchPolicy match = wamp::MatchPolicy::kExact;
  wamp::Dict options = {};
  const char* tail = "";
};

class KeptSubscribeOptionTest : public SubscriptionHubTest,
                                public testing::WithParamInterface<KeptOption> {
};

TEST_P(KeptSubscribeOptionTest, IsAskedForAgainAfterALostSession) {
  auto connection = Join(7);
  const auto sink = Subscribe({{"a", GetParam().match, GetParam().options}});
  connection->AnswerSubscribed(connection->TakeRequests()[0].id, 50);
  Lose(*connection, 90);
  connection = Join(8);
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].tail, GetParam().tail);
}

INSTANTIATE_TEST_SUITE_P(
    Options, KeptSubscribeOptionTest,
    testing::Values(KeptOption{"prefix",
                               wamp::MatchPolicy::kPrefix,
                               {{"match", "prefix"}},
                               R"(,{"match":"prefix"},"a"])"},
                    KeptOption{"wildcard",
                               wamp::MatchPolicy::kWildcard,
                               {{"match", "wildcard"}},
                               R"(,{"match":"wildcard"},"a"])"},
                    KeptOption{"retained",
                               wamp::MatchPolicy::kExact,
                               {{"get_retained", true}},
                               R"(,{"get_retained":true},"a"])"},
                    KeptOption{"extra",
                               wamp::MatchPolicy::kExact,
                               {{"x_key", 1}},
                               R"(,{"x_key":1},"a"])"}),
    [](const auto& info) { return info.param.name; });

TEST_F(SubscriptionHubTest, RetainedEventsAreOwedAgainAfterALostSession) {
  auto connection = Join(7);
  const auto plain = Subscribe({Topic("a")});
  const auto retained = Subscribe({Retained("a")});
  for (const auto& request : connection->TakeRequests()) {
    connection->AnswerSubscribed(request.id, 50);
  }
  Lose(*connection, 90);
  connection = Join(8);
  for (const auto& request : connection->TakeRequests()) {
    connection->AnswerSubscribed(request.id, 60);
  }
  plain->Take();
  retained->Take();
  Event(60, 1, {{"retained", true}});
  EXPECT_THAT(plain->Take(), IsEmpty());
  EXPECT_THAT(retained->Take(), ElementsAre("event 0 1"));
}

}  // namespace
}  // namespace wampbridge::bridge
