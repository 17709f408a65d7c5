// SPDX-License-Identifier: Apache-2.0
// Requests and their answers, subscriptions and events.
#include "wamp/message_codec.h"
#include "wamp/session_fixture.h"

namespace wampbridge::wamp {
namespace {

constexpr Serializer kJson = Serializer::kJson;

class SessionRequestsTest : public SessionTest {
 protected:
  void SetUp() override { Establish(); }

  EncodedRequest Topic(std::string_view uri = "com.topic") {
    return EncodeSubscribe(kJson, {}, uri).value();
  }
  EncodedRequest Publication(Dict options = {{"acknowledge", true}}) {
    return EncodePublish(kJson, options, "com.topic", {}).value();
  }
  // The only event: an Answered for `tag` with an A.
  template <typename A>
  A AnswerTo(RequestTag tag) {
    const auto answered = EventOne<Answered>();
    EXPECT_EQ(answered.tag, tag);
    EXPECT_TRUE(answered.last);
    const A* answer = std::get_if<A>(&answered.answer);
    EXPECT_NE(answer, nullptr);
    return answer == nullptr ? A{} : *answer;
  }
  int tag_ = 0;
};

TEST_F(SessionRequestsTest, RequestsOfAllKindsShareOneCounter) {
  EXPECT_EQ(Call(), RequestId{1});
  EXPECT_EQ(session().Publish(Publication(), nullptr).value(), RequestId{2});
  EXPECT_EQ(session().PublishUnacknowledged(Publication({})).value(),
            RequestId{3});
  EXPECT_EQ(session().Subscribe(Topic(), nullptr).value(), RequestId{4});
  EXPECT_EQ(session().Unsubscribe(SubscriptionId{9}, nullptr).value(),
            RequestId{5});
  EXPECT_EQ(session().Unregister(RegistrationId{9}, nullptr).value(),
            RequestId{6});
  EXPECT_EQ(session().pending_requests(), 5u);

  const std::vector<Message> sent = Sent();
  ASSERT_EQ(sent.size(), 6u);
  EXPECT_EQ(std::get<wamp::Call>(sent[0]).request, RequestId{1});
  EXPECT_EQ(std::get<Publish>(sent[1]).request, RequestId{2});
  EXPECT_EQ(std::get<Publish>(sent[2]).request, RequestId{3});
  EXPECT_EQ(std::get<Subscribe>(sent[3]).request, RequestId{4});
  EXPECT_EQ(std::get<Unsubscribe>(sent[4]).request, RequestId{5});
  EXPECT_EQ(std::get<Unregister>(sent[5]).request, RequestId{6});
}

TEST_F(SessionRequestsTest, ResultComesToItsCall) {
  const RequestId id = Call(&tag_);
  Give(Result{.request = id, .payload = {.args = "[7]"}});
  EXPECT_EQ(AnswerTo<Result>(&tag_).payload.args, "[7]");
  EXPECT_EQ(session().pending_requests(), 0u);
}

TEST_F(SessionRequestsTest, AnswersComeInAnyOrder) {
  int other = 0;
  const RequestId first = Call(&tag_);
  const RequestId second = Call(&other);
  Give(Result{.request = second});
  AnswerTo<Result>(&other);
  Give(Result{.request = first});
  AnswerTo<Result>(&tag_);
}

TEST_F(SessionRequestsTest, ErrorComesToItsRequest) {
  const RequestId id = Call(&tag_);
  Give(Error{.request = id, .error = "com.error"});
  EXPECT_EQ(AnswerTo<Error>(&tag_).error, "com.error");
}

TEST_F(SessionRequestsTest, EachKindOfAnswerComesToItsKindOfRequest) {
  Give(Published{session().Publish(Publication(), &tag_).value(),
                 PublicationId{77}});
  EXPECT_EQ(AnswerTo<Published>(&tag_).publication, PublicationId{77});
  Give(Subscribed{session().Subscribe(Topic(), &tag_).value(),
                  SubscriptionId{5}});
  EXPECT_EQ(AnswerTo<Subscribed>(&tag_).subscription, SubscriptionId{5});
  Give(Unsubscribed{session().Unsubscribe(SubscriptionId{5}, &tag_).value()});
  AnswerTo<Unsubscribed>(&tag_);
  const auto procedure = EncodeRegister(kJson, {}, "com.procedure").value();
  Give(Registered{session().Register(procedure, &tag_).value(),
                  RegistrationId{6}});
  EXPECT_EQ(AnswerTo<Registered>(&tag_).registration, RegistrationId{6});
  Give(Unregistered{session().Unregister(RegistrationId{6}, &tag_).value()});
  AnswerTo<Unregistered>(&tag_);
}

TEST_F(SessionRequestsTest, ProgressiveResultsAskedForPrecedeTheLast) {
  const RequestId id = Call(&tag_, Dict{{"receive_progress", true}});
  Give(Result{.request = id, .details = Dict{{"progress", true}}});
  EXPECT_FALSE(EventOne<Answered>().last);
  Give(Result{.request = id, .details = Dict{{"progress", true}}});
  EXPECT_FALSE(EventOne<Answered>().last);
  EXPECT_EQ(session().pending_requests(), 1u);
  Give(Result{.request = id});
  AnswerTo<Result>(&tag_);
}

// Crossbar forwards progressive results to callers that did not ask.
TEST_F(SessionRequestsTest, ProgressiveResultsNotAskedForAreDroppedAndCounted) {
  const RequestId id = Call(&tag_);
  Sent();
  Give(Result{.request = id, .details = Dict{{"progress", true}}});
  ExpectQuiet();
  EXPECT_EQ(session().late_answers(), 1u);
  Give(Result{.request = id});
  AnswerTo<Result>(&tag_);
}

TEST_F(SessionRequestsTest, SecondAnswerIsLate) {
  const RequestId id = Call();
  Give(Result{.request = id});
  Events();
  Sent();
  Give(Result{.request = id});
  Give(Error{.request = id, .error = "com.error"});
  ExpectQuiet();
  EXPECT_EQ(session().late_answers(), 2u);
}

TEST_F(SessionRequestsTest, ErrorToAnUnacknowledgedPublicationIsLate) {
  const RequestId id = session().PublishUnacknowledged(Publication({})).value();
  Sent();
  Give(Error{.request_type = MessageType::kPublish,
             .request = id,
             .error = "wamp.error.not_authorized"});
  ExpectQuiet();
  EXPECT_EQ(session().late_answers(), 1u);
}

TEST_F(SessionRequestsTest, EventsComeFromSubscribedToUnsubscribed) {
  const Event event{.subscription = SubscriptionId{5},
                    .publication = PublicationId{1}};
  Give(event);
  EXPECT_TRUE(Events().empty());

  Give(Subscribed{session().Subscribe(Topic(), nullptr).value(),
                  SubscriptionId{5}});
  Events();
  Give(event);
  EXPECT_EQ(EventOne<Event>().subscription, SubscriptionId{5});

  const RequestId bye =
      session().Unsubscribe(SubscriptionId{5}, nullptr).value();
  Give(event);
  EventOne<Event>();

  Give(Unsubscribed{bye});
  Events();
  Give(event);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(session().ignored_events(), 2u);
}

TEST_F(SessionRequestsTest, UnsubscribeOfWhatIsGoneStopsItsEvents) {
  Give(Subscribed{session().Subscribe(Topic(), nullptr).value(),
                  SubscriptionId{5}});
  Give(Error{.request_type = MessageType::kUnsubscribe,
             .request = session().Unsubscribe(SubscriptionId{5}, {}).value(),
             .error = "wamp.error.no_such_subscription"});
  Events();
  Give(Event{.subscription = SubscriptionId{5}});
  EXPECT_TRUE(Events().empty());
}

TEST_F(SessionRequestsTest, RevocationIsPassedOnAndStopsItsEvents) {
  Give(Subscribed{session().Subscribe(Topic(), nullptr).value(),
                  SubscriptionId{5}});
  Events();
  Give(Unsubscribed{.details = Dict{{"subscription", 5}, {"reason", "x.y"}}});
  EXPECT_EQ(*EventOne<Unsubscribed>().details.Find("reason"), Value("x.y"));
  Give(Event{.subscription = SubscriptionId{5}});
  EXPECT_TRUE(Events().empty());
}

TEST_F(SessionRequestsTest, EncodedRequestOfAnotherKindIsRefused) {
  EXPECT_EQ(session().Call(Topic(), nullptr).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(session().PublishUnacknowledged(Topic()).status().code(),
            absl::StatusCode::kInvalidArgument);
  ExpectQuiet();
  EXPECT_EQ(Call(), RequestId{1});
}

TEST_F(SessionRequestsTest, RouterWithoutTheRoleIsUnimplemented) {
  BringTo(SessionState::kHelloSent);
  Give(Welcome{SessionId{1}, Dict{{"roles", Dict{{"broker", Dict{}}}}}});
  Events();
  const auto call = session().Call(EncodedCall(), nullptr);
  EXPECT_EQ(call.status(), absl::UnimplementedError(
                               "the router has no dealer, which CALL needs"));
  EXPECT_EQ(session().Unregister(RegistrationId{1}, {}).status().code(),
            absl::StatusCode::kUnimplemented);
  ExpectQuiet();
  EXPECT_EQ(session().Subscribe(Topic(), nullptr).value(), RequestId{1});
}

}  // namespace
}  // namespace wampbridge::wamp
