// SPDX-License-Identifier: Apache-2.0
// Streams that begin with history, at the hub.
#include "bridge/subscribe/subscription_hub_fixture.h"
#include "gmock/gmock.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using wamp::MessageType;

class SubscriptionHistoryTest : public SubscriptionHubTest {
 protected:
  const HistoryWish wish_ = {.limit = 10};

  // The one request that was sent.
  static Fake::Request Asked(Fake& connection) {
    const auto requests = connection.TakeRequests();
    EXPECT_THAT(requests, SizeIs(1));
    return requests.at(0);
  }
  static void AnswerWith(Fake& connection, wamp::RequestId id,
                         std::string_view records) {
    connection.Answer(id, {nullptr, wamp::Result{id, {}, {records, {}}}, true});
  }
};

TEST_F(SubscriptionHistoryTest, IsAskedForOnceTheStreamIsWhole) {
  const auto connection = Join(7);
  const auto sink = Subscribe({Topic("a")}, wish_);
  connection->AnswerSubscribed(Asked(*connection).id, 50);
  const auto call = Asked(*connection);
  EXPECT_EQ(call.type, MessageType::kCall);
  EXPECT_THAT(call.tail, testing::HasSubstr("[50]"));
  Event(50, 3);
  AnswerWith(*connection, call.id,
             R"([{"publication":2},{"publication":1,"args":[1]}])");
  EXPECT_THAT(sink->Take(), ElementsAre("whole 7: 0=50", "event 0 3",
                                        "history 0: 1[1] 2", "caught up"));
}

TEST_F(SubscriptionHistoryTest, OtherStreamsOfTheTopicAreNotConcerned) {
  const auto connection = Join(7);
  const auto plain = Subscribe({Topic("a")});
  connection->AnswerSubscribed(Asked(*connection).id, 50);
  const auto sink = Subscribe({Topic("a")}, wish_);
  const auto call = Asked(*connection);
  Event(50, 3);
  EXPECT_THAT(plain->Take(), ElementsAre("whole 7: 0=50", "event 0 3"));
  AnswerWith(*connection, call.id, "[]");
  EXPECT_THAT(plain->Take(), IsEmpty());
  EXPECT_THAT(sink->Take(), ElementsAre("whole 7: 0=50", "event 0 3",
                                        "history 0: ", "caught up"));
}

TEST_F(SubscriptionHistoryTest, TopicsAreAskedOneAfterTheOther) {
  const auto connection = Join(7);
  const auto sink = Subscribe({Topic("a"), Topic("b")}, wish_);
  AcceptAll(*connection, 50);
  sink->Take();
  sink->room = EventSink::Room::kLater;
  AnswerWith(*connection, Asked(*connection).id, R"([{"publication":1}])");
  EXPECT_THAT(sink->Take(), ElementsAre("history 0: 1"));
  // Not before the client has taken them.
  EXPECT_THAT(connection->TakeRequests(), IsEmpty());
  hub_.ContinueHistory(sink);
  Run();
  const auto second = Asked(*connection);
  EXPECT_THAT(second.tail, testing::HasSubstr("[51]"));
  sink->room = EventSink::Room::kNow;
  AnswerWith(*connection, second.id, "[]");
  EXPECT_THAT(sink->Take(), ElementsAre("history 1: ", "caught up"));
}

TEST_F(SubscriptionHistoryTest, IsNotAskedForAgainAfterAReconnect) {
  auto connection = Join(7);
  const auto sink = Subscribe({Topic("a")}, wish_);
  connection->AnswerSubscribed(Asked(*connection).id, 50);
  AnswerWith(*connection, Asked(*connection).id, "[]");
  Lose(*connection, 90);
  connection = Join(8);
  sink->Take();
  connection->AnswerSubscribed(Asked(*connection).id, 60);
  EXPECT_THAT(connection->TakeRequests(), IsEmpty());
  EXPECT_THAT(sink->Take(),
              ElementsAre("gap router gone 90-100", "whole 8: 0=60"));
}

TEST_F(SubscriptionHistoryTest, IsFinishedOnTheNextSessionWhereOneIsLost) {
  auto connection = Join(7);
  const auto sink = Subscribe({Topic("a"), Topic("b")}, wish_);
  AcceptAll(*connection, 50);
  AnswerWith(*connection, Asked(*connection).id, "[]");
  EXPECT_THAT(connection->TakeRequests(), SizeIs(1));
  Lose(*connection, 90);
  connection = Join(8);
  AcceptAll(*connection, 60);
  sink->Take();
  const auto call = Asked(*connection);  // only what was not given yet
  EXPECT_THAT(call.tail, testing::HasSubstr("[61]"));
  AnswerWith(*connection, call.id, "[]");
  EXPECT_THAT(sink->Take(), ElementsAre("history 1: ", "caught up"));
}

TEST_F(SubscriptionHistoryTest, RefusedHistoryEndsTheStream) {
  const auto connection = Join(7);
  const auto sink = Subscribe({Topic("a")}, wish_);
  connection->AnswerSubscribed(Asked(*connection).id, 50);
  connection->AnswerError(Asked(*connection).id,
                          "wamp.error.no_such_procedure");
  EXPECT_THAT(sink->Take(),
              ElementsAre("whole 7: 0=50",
                          "end 12 options.history of a: the router has no "
                          "wamp.subscription.get_events "
                          "(wamp.error.no_such_procedure)"));
  EXPECT_EQ(Asked(*connection).type, MessageType::kUnsubscribe);
}

TEST_F(SubscriptionHistoryTest, CallThatCannotBeSentEndsTheStream) {
  const auto connection = Join(7);
  const auto plain = Subscribe({Topic("a")});
  connection->AnswerSubscribed(Asked(*connection).id, 50);
  connection->FailRequests(absl::ResourceExhaustedError("buffer full"));
  EXPECT_THAT(Subscribe({Topic("a")}, wish_)->Take(),
              ElementsAre("whole 7: 0=50", "end 8 buffer full"));
}

TEST_F(SubscriptionHistoryTest, TopicRevokedMeanwhileIsLeftOut) {
  const auto connection = Join(7);
  const auto sink = Subscribe({Topic("a"), Topic("b")}, wish_);
  AcceptAll(*connection, 50);
  sink->Take();
  const auto call = Asked(*connection);
  hub_.OnSubscriberRevoked({{}, {{"subscription", 50}}});
  connection->AnswerError(call.id, "wamp.error.no_such_subscription");
  AnswerWith(*connection, Asked(*connection).id, "[]");
  EXPECT_THAT(sink->Take(),
              ElementsAre("unsubscribed 0 ", "history 1: ", "caught up"));
}

TEST_F(SubscriptionHistoryTest, StreamThatLeavesForgetsTheAnswer) {
  const auto connection = Join(7);
  const auto sink = Subscribe({Topic("a")}, wish_);
  connection->AnswerSubscribed(Asked(*connection).id, 50);
  connection->TakeRequests();
  Unsubscribe(sink);
  EXPECT_THAT(connection->TakeCancelled(), SizeIs(1));
}

TEST_F(SubscriptionHistoryTest, IsAskedOfTheSuccessorAfterAMove) {
  const auto before = Join(7);
  const auto sink = Subscribe({Topic("a")}, wish_);
  before->AnswerSubscribed(Asked(*before).id, 50);
  Asked(*before);  // the call
  const auto successor = JoinSuccessor(8);
  EXPECT_THAT(before->TakeCancelled(), SizeIs(1));
  successor->AnswerSubscribed(Asked(*successor).id, 60);
  Run();
  before->AnswerUnsubscribed(Asked(*before).id);
  Run();
  const auto call = Asked(*successor);
  EXPECT_THAT(call.tail, testing::HasSubstr("[60]"));
  AnswerWith(*successor, call.id, "[]");
  EXPECT_THAT(sink->Take(), ElementsAre("whole 7: 0=50", "whole 8: 0=60",
                                        "history 0: ", "caught up"));
}

}  // namespace
}  // namespace wampbridge::bridge
