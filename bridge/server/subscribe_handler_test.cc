// SPDX-License-Identifier: Apache-2.0
// Subscribe, from a gRPC client to what a router would see, and back.
#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;
using Frame = v1::SubscribeResponse::FrameCase;

constexpr uint64_t kSubscription = 50;

class SubscribeHandlerTest : public ServerTest {
 protected:
  SubscribeHandlerTest() {
    request_.add_topics()->set_uri("com.example.sold");
    request_.set_payload_form(v1::PAYLOAD_FORM_JSON);
  }

  ~SubscribeHandlerTest() override {
    if (reader_ == nullptr || finished_) return;
    context_.TryCancel();
    reader_->Finish();
  }

  void Subscribe() { reader_ = stub().Subscribe(&context_, request_); }

  // The stream has its subscription, and its client knows.
  void Establish() {
    Serve();
    Subscribe();
    AnswerSubscribed(session().NextRequest().id, kSubscription);
    EXPECT_EQ(Next().subscribed().subscription_id(), kSubscription);
  }

  void Deliver(uint64_t publication, std::string_view args = "[1]") {
    ServerTest::Deliver({{kSubscription}, {publication}, {}, {.args = args}});
  }

  v1::SubscribeResponse Next() {
    v1::SubscribeResponse frame;
    ended_ = !reader_->Read(&frame);
    return frame;
  }

  Seen Finish() {
    finished_ = true;
    const grpc::Status status = reader_->Finish();
    return SeenOf(context_, status);
  }

  Seen FinishAtOnce() {
    EXPECT_EQ(Next().frame_case(), Frame::FRAME_NOT_SET);
    return Finish();
  }

  v1::SubscribeRequest request_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> reader_;
  bool ended_ = false;

 private:
  bool finished_ = false;
};

TEST_F(SubscribeHandlerTest, EventsFollowTheSubscription) {
  Serve();
  Subscribe();
  const auto request = session().NextRequest();
  EXPECT_EQ(request.type, wamp::MessageType::kSubscribe);
  EXPECT_EQ(request.tail, R"(,{},"com.example.sold"])");
  AnswerSubscribed(request.id, kSubscription);
  Deliver(7, "[3]");
  const v1::SubscribeResponse first = Next();
  EXPECT_EQ(first.subscribed().topic(), "com.example.sold");
  EXPECT_EQ(first.subscribed().session_id(), 11u);
  const v1::Event event = Next().event();
  EXPECT_EQ(event.topic(), "com.example.sold");
  EXPECT_EQ(event.publication_id(), 7u);
  EXPECT_EQ(event.subscription_id(), kSubscription);
  EXPECT_EQ(event.payload().json(), R"({"args":[3]})");
}

TEST_F(SubscribeHandlerTest, WithoutASessionTheClientIsToldAtOnce) {
  ServeWithoutSession();
  Subscribe();
  EXPECT_EQ(Next().interrupted().reason(), "not connected yet");
  Join(12);
  AnswerSubscribed(session().NextRequest().id, kSubscription);
  EXPECT_EQ(Next().subscribed().session_id(), 12u);
}

TEST_F(SubscribeHandlerTest, LostSessionIsInterruptedThenGapThenSubscribed) {
  Establish();
  Lose();
  EXPECT_EQ(Next().interrupted().reason(), "reset");
  Join(12);
  AnswerSubscribed(session().NextRequest().id, kSubscription);
  Deliver(8);
  EXPECT_EQ(Next().gap().reason(), v1::GAP_REASON_SESSION_LOST);
  EXPECT_EQ(Next().subscribed().session_id(), 12u);
  EXPECT_EQ(Next().event().publication_id(), 8u);
}

TEST_F(SubscribeHandlerTest, RefusedTopicEndsTheStream) {
  Serve();
  Subscribe();
  const auto request = session().NextRequest();
  OnLoop(
      [&] { session().AnswerError(request.id, "wamp.error.not_authorized"); });
  const Seen seen = FinishAtOnce();
  ExpectLocated(seen, StatusCode::PERMISSION_DENIED, "REMOTE_ERROR");
  EXPECT_EQ(seen.error, "wamp.error.not_authorized");
}

TEST_F(SubscribeHandlerTest, RevokedTopicIsToldAndEndsTheStream) {
  Establish();
  Revoke({.details = wamp::Dict{{"subscription", kSubscription},
                                {"reason", "wamp.close.system"}}});
  EXPECT_EQ(Next().unsubscribed().topic(), "com.example.sold");
  ExpectLocated(FinishAtOnce(), StatusCode::FAILED_PRECONDITION, "UNKNOWN");
}

TEST_F(SubscribeHandlerTest, OutageOverItsLimitEndsTheStream) {
  request_.mutable_max_outage()->set_seconds(30);
  Establish();
  Lose();
  EXPECT_EQ(Next().frame_case(), Frame::kInterrupted);
  Advance(absl::Seconds(31));
  const Seen seen = FinishAtOnce();
  ExpectLocated(seen, StatusCode::UNAVAILABLE, "NOT_SENT");
  EXPECT_THAT(seen.status.error_message(), HasSubstr("30s (max_outage)"));
}

TEST_F(SubscribeHandlerTest, OutageWithinItsLimitEndsNothing) {
  request_.mutable_max_outage()->set_seconds(30);
  Establish();
  Lose();
  EXPECT_EQ(Next().frame_case(), Frame::kInterrupted);
  Advance(absl::Seconds(20));
  Join(12);
  AnswerSubscribed(session().NextRequest().id, kSubscription);
  Advance(absl::Seconds(20));
  EXPECT_EQ(Next().frame_case(), Frame::kGap);
  EXPECT_EQ(Next().frame_case(), Frame::kSubscribed);
}

TEST_F(SubscribeHandlerTest, OverflowEndsTheStreamBehindWhatIsQueued) {
  request_.mutable_queue()->set_max_events(3);
  Establish();
  for (uint64_t i = 1; i <= 20; ++i) Deliver(i);
  uint64_t read = 0;
  for (auto frame = Next(); !ended_; frame = Next()) {
    EXPECT_EQ(frame.event().publication_id(), ++read);
  }
  // Three waited, and at most one was inside gRPC.
  EXPECT_THAT(read, testing::AllOf(testing::Ge(3u), testing::Le(5u)));
  const Seen seen = Finish();
  EXPECT_EQ(seen.status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(seen.detail.identity(), "orders");
}

TEST_F(SubscribeHandlerTest, OverflowOfAClientThatReadsNothingResetsIt) {
  limits_.overflow_drain = absl::Seconds(10);
  request_.mutable_queue()->set_max_events(3);
  Establish();
  for (uint64_t i = 1; i <= 20; ++i) Deliver(i);
  Advance(absl::Seconds(11));
  // The router is told that the stream has gone.
  EXPECT_EQ(session().NextRequest().type, wamp::MessageType::kUnsubscribe);
}

TEST_F(SubscribeHandlerTest, DropOldestCountsWhatItDropped) {
  request_.mutable_queue()->set_max_events(3);
  request_.mutable_queue()->set_overflow(v1::OVERFLOW_DROP_OLDEST);
  Establish();
  for (uint64_t i = 1; i <= 20; ++i) Deliver(i);
  uint64_t last = 0;
  while (last < 20) {
    const v1::SubscribeResponse frame = Next();
    ASSERT_FALSE(ended_);
    if (frame.has_gap()) {
      EXPECT_EQ(frame.gap().reason(), v1::GAP_REASON_OVERFLOW);
      last += frame.gap().dropped();
    } else {
      EXPECT_EQ(frame.event().publication_id(), ++last);
    }
  }
}

TEST_F(SubscribeHandlerTest, EventThatDoesNotFitTheFormIsAGap) {
  Establish();
  std::string args;
  for (int i = 0; i < 70; ++i) args.insert(0, "[").append("]");
  Deliver(9, args);
  const v1::Gap gap = Next().gap();
  EXPECT_EQ(gap.reason(), v1::GAP_REASON_UNDELIVERABLE);
  EXPECT_EQ(gap.publication_id(), 9u);
  Deliver(10);
  EXPECT_EQ(Next().event().publication_id(), 10u);
}

TEST_F(SubscribeHandlerTest, DrainEndsTheStreamBehindItsEvents) {
  Establish();
  Deliver(1);
  Deliver(2);
  BeginDrain();
  EXPECT_EQ(Next().event().publication_id(), 1u);
  EXPECT_EQ(Next().event().publication_id(), 2u);
  const Seen seen = FinishAtOnce();
  ExpectLocated(seen, StatusCode::UNAVAILABLE, "NOT_SENT");
  EXPECT_TRUE(seen.retry_info);
}

TEST_F(SubscribeHandlerTest, ClientThatGoesUnsubscribes) {
  Establish();
  context_.TryCancel();
  const auto request = session().NextRequest();
  EXPECT_EQ(request.type, wamp::MessageType::kUnsubscribe);
  EXPECT_EQ(request.tail, "50");
}

TEST_F(SubscribeHandlerTest, EqualTopicsOfTwoStreamsAreSubscribedOnce) {
  Establish();
  grpc::ClientContext context;
  const auto second = stub().Subscribe(&context, request_);
  v1::SubscribeResponse frame;
  ASSERT_TRUE(second->Read(&frame));
  EXPECT_EQ(frame.subscribed().subscription_id(), kSubscription);
  EXPECT_EQ(session().requests(), 0u);
  Deliver(1);
  EXPECT_EQ(Next().event().publication_id(), 1u);
  ASSERT_TRUE(second->Read(&frame));
  EXPECT_EQ(frame.event().publication_id(), 1u);
  context.TryCancel();
  second->Finish();
}

TEST_F(SubscribeHandlerTest, NoTopicsIsRejected) {
  Serve();
  request_.clear_topics();
  Subscribe();
  const Seen seen = FinishAtOnce();
  EXPECT_EQ(seen.status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(seen.outcome, "REJECTED");
}

TEST_F(SubscribeHandlerTest, MetadataComesBesideThePayload) {
  Establish();
  ServerTest::Deliver(
      {{kSubscription},
       {1},
       {},
       {.args = "[1]", .kwargs = R"({"_metadata":{"trace":"4711"}})"}});
  const v1::Event event = Next().event();
  EXPECT_EQ(event.metadata().at("trace"), "4711");
  EXPECT_EQ(event.payload().json(), R"({"args":[1]})");
}

}  // namespace
}  // namespace wampbridge::bridge
