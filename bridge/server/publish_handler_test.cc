// SPDX-License-Identifier: Apache-2.0
// Publish, from a gRPC client to what a router would see, and back.
#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;

using PublishHandlerTest = ServerTest;

v1::PublishRequest Unacknowledged(v1::PublishRequest request) {
  request.mutable_options()->set_acknowledge(false);
  return request;
}

TEST_F(PublishHandlerTest, PublishedAnswersWithItsId) {
  Serve();
  const auto publish = StartPublish(PublishOf("com.example.sold"));
  const auto request = session().NextRequest();
  EXPECT_EQ(request.type, wamp::MessageType::kPublish);
  EXPECT_EQ(request.tail, R"(,{"acknowledge":true},"com.example.sold",[1]])");
  session().Answer(request.id, {nullptr, wamp::Published{request.id, {4711}}});
  EXPECT_TRUE(publish->Wait().status.ok());
  EXPECT_TRUE(publish->response.acknowledged());
  EXPECT_EQ(publish->response.publication_id(), 4711u);
  EXPECT_EQ(publish->response.session_id(), 11u);
}

TEST_F(PublishHandlerTest, UnacknowledgedAnswersOnceItIsSent) {
  Serve();
  const auto publish =
      StartPublish(Unacknowledged(PublishOf("com.example.sold")));
  const auto request = session().NextRequest();
  EXPECT_EQ(request.tail, R"(,{},"com.example.sold",[1]])");
  EXPECT_EQ(request.observer, nullptr);
  EXPECT_TRUE(publish->Wait().status.ok());
  EXPECT_FALSE(publish->response.acknowledged());
  EXPECT_EQ(publish->response.session_id(), 11u);
}

TEST_F(PublishHandlerTest, ErrorReachesStatusTrailersAndDetail) {
  Serve();
  const auto publish = StartPublish(PublishOf("com.example.sold"));
  session().AnswerError(session().NextRequest().id,
                        "wamp.error.not_authorized");
  const Seen seen = publish->Wait();
  ExpectLocated(seen, StatusCode::PERMISSION_DENIED, "REMOTE_ERROR");
  EXPECT_EQ(seen.error, "wamp.error.not_authorized");
}

TEST_F(PublishHandlerTest, LostBeforeItWasHandedOverIsNotSent) {
  retries_.not_sent_attempts = 1;
  Serve();
  const auto publish = StartPublish(PublishOf("com.example.sold"));
  session().NextRequest();
  Lose(wamp::Handed::kNo);
  ExpectLocated(publish->Wait(), StatusCode::UNAVAILABLE, "NOT_SENT");
}

TEST_F(PublishHandlerTest, LostAfterItWasHandedOverIsUnknown) {
  Serve();
  const auto publish = StartPublish(PublishOf("com.example.sold"));
  session().NextRequest();
  Lose(wamp::Handed::kYes);
  ExpectLocated(publish->Wait(), StatusCode::ABORTED, "UNKNOWN");
}

TEST_F(PublishHandlerTest, LimitWithoutAnAnswerIsUnknown) {
  Serve();
  const auto publish = StartPublish(PublishOf("com.example.sold"));
  session().NextRequest();
  Advance(absl::Seconds(61));
  ExpectLocated(publish->Wait(), StatusCode::DEADLINE_EXCEEDED, "UNKNOWN");
}

TEST_F(PublishHandlerTest, UnacknowledgedWaitsForASession) {
  ServeWithoutSession();
  const auto publish =
      StartPublish(Unacknowledged(PublishOf("com.example.sold")));
  pool().AwaitWaiters(1);
  pool().GiveToWaiters(std::make_shared<Fake>(12));
  EXPECT_TRUE(publish->Wait().status.ok());
  EXPECT_EQ(publish->response.session_id(), 12u);
}

TEST_F(PublishHandlerTest, MetadataGoesAlongAsAKwarg) {
  Serve();
  v1::PublishRequest request = PublishOf("com.example.sold");
  (*request.mutable_options()->mutable_metadata())["tenant"] = "mine";
  const auto publish = StartPublish(Unacknowledged(request));
  EXPECT_EQ(session().NextRequest().tail,
            R"(,{},"com.example.sold",[1],{"_metadata":{"tenant":"mine"}}])");
  EXPECT_TRUE(publish->Wait().status.ok());
}

TEST_F(PublishHandlerTest, ReservedTopicIsRejected) {
  Serve();
  const Seen seen = StartPublish(PublishOf("wamp.session.on_join"))->Wait();
  EXPECT_EQ(seen.status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(seen.outcome, "REJECTED");
}

TEST_F(PublishHandlerTest, FeatureThatIsNotAnnouncedIsRejectedByName) {
  Serve();
  v1::PublishRequest request = PublishOf("com.example.sold");
  request.mutable_options()->add_eligible_authrole("staff");
  const Seen seen = StartPublish(request)->Wait();
  ExpectLocated(seen, StatusCode::UNIMPLEMENTED, "REJECTED");
  EXPECT_THAT(seen.status.error_message(),
              testing::HasSubstr("subscriber_blackwhite_listing"));
}

}  // namespace
}  // namespace wampbridge::bridge
