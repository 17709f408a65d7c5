// SPDX-License-Identifier: Apache-2.0
// PublishStream, from a gRPC client to what a router would see, and back.
#include <thread>

#include "bridge/errors/failures.h"
#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;

constexpr uint64_t kUnansweredMax = 1000;

class PublishStreamHandlerTest : public ServerTest {
 protected:
  ~PublishStreamHandlerTest() override {
    if (stream_ != nullptr && !finished_) {
      context_.TryCancel();
      stream_->Finish();
    }
    // As a session does when it is released: what it never answered is lost.
    if (own_ != nullptr) own_->Lose({});
  }

  void Open() {
    Serve();
    stream_ = stub().PublishStream(&context_);
  }

  static v1::PublishStreamRequest Message(uint64_t sequence) {
    v1::PublishStreamRequest message;
    message.set_sequence(sequence);
    *message.mutable_publish() = PublishOf("com.example.sold");
    return message;
  }

  void Send(uint64_t sequence) { stream_->Write(Message(sequence)); }

  // What the stream's own session was asked next.
  Fake::Request NextPublish() {
    if (own_ == nullptr) own_ = pool().AwaitOwn();
    return own_->NextRequest();
  }

  void AnswerPublished(wamp::RequestId id) {
    own_->Answer(id, {nullptr, wamp::Published{id, {id.value + 500}}});
  }

  v1::PublishStreamResponse Next() {
    v1::PublishStreamResponse response;
    EXPECT_TRUE(stream_->Read(&response));
    return response;
  }

  Seen Finish() {
    v1::PublishStreamResponse response;
    EXPECT_FALSE(stream_->Read(&response)) << response.DebugString();
    finished_ = true;
    const grpc::Status status = stream_->Finish();
    return SeenOf(context_, status);
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::PublishStreamRequest,
                                           v1::PublishStreamResponse>>
      stream_;
  std::shared_ptr<Fake> own_;

 private:
  bool finished_ = false;
};

TEST_F(PublishStreamHandlerTest, PublicationsKeepTheirOrder) {
  Open();
  for (uint64_t i = 1; i <= 5; ++i) Send(10 * i);
  std::vector<wamp::RequestId> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(NextPublish().id);
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(ids[i].value, i + 1);
    AnswerPublished(ids[i]);
  }
  for (uint64_t i = 1; i <= 5; ++i) {
    const v1::PublishStreamResponse response = Next();
    EXPECT_EQ(response.sequence(), 10 * i);
    EXPECT_EQ(response.published().publication_id(), i + 500);
  }
  stream_->WritesDone();
  EXPECT_TRUE(Finish().status.ok());
  pool().AwaitReleased();
}

TEST_F(PublishStreamHandlerTest, HalfCloseWaitsForTheAnswers) {
  Open();
  Send(1);
  stream_->WritesDone();
  const auto request = NextPublish();
  AnswerPublished(request.id);
  EXPECT_EQ(Next().sequence(), 1u);
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(PublishStreamHandlerTest, UnacknowledgedIsNotAnswered) {
  Open();
  v1::PublishStreamRequest message = Message(1);
  message.mutable_publish()->mutable_options()->set_acknowledge(false);
  stream_->Write(message);
  EXPECT_EQ(NextPublish().observer, nullptr);
  stream_->WritesDone();
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(PublishStreamHandlerTest, RefusedPublicationIsAnsweredInItsPlace) {
  Open();
  Send(1);
  own_ = pool().AwaitOwn();
  own_->AnswerError(own_->NextRequest().id, "wamp.error.not_authorized");
  const v1::PublishStreamResponse refused = Next();
  EXPECT_EQ(refused.sequence(), 1u);
  EXPECT_EQ(refused.error().code(), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(refused.error().error().uri(), "wamp.error.not_authorized");
  EXPECT_EQ(refused.error().error().outcome(), v1::OUTCOME_REMOTE_ERROR);
  Send(2);
  AnswerPublished(NextPublish().id);
  EXPECT_TRUE(Next().has_published());
}

TEST_F(PublishStreamHandlerTest, WrongPublicationIsRejectedInItsPlace) {
  Open();
  v1::PublishStreamRequest message = Message(1);
  message.mutable_publish()->set_topic("com..sold");
  stream_->Write(message);
  const v1::PublishStreamResponse rejected = Next();
  EXPECT_EQ(rejected.error().code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(rejected.error().error().outcome(), v1::OUTCOME_REJECTED);
}

TEST_F(PublishStreamHandlerTest, OtherIdentityIsRejectedInItsPlace) {
  Open();
  Send(1);
  AnswerPublished(NextPublish().id);
  EXPECT_TRUE(Next().has_published());
  v1::PublishStreamRequest message = Message(2);
  message.mutable_publish()->set_identity("other");
  stream_->Write(message);
  EXPECT_EQ(Next().error().message(),
            "identity: the stream publishes for orders");
}

TEST_F(PublishStreamHandlerTest, SequenceThatDoesNotRiseEndsTheStream) {
  Open();
  Send(5);
  AnswerPublished(NextPublish().id);
  EXPECT_TRUE(Next().has_published());
  Send(5);
  const Seen seen = Finish();
  EXPECT_EQ(seen.status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(seen.outcome, "REJECTED");
  EXPECT_THAT(seen.status.error_message(), HasSubstr("sequence: 5 after 5"));
}

TEST_F(PublishStreamHandlerTest, ReadingPausesWhileAThousandAreUnanswered) {
  Open();
  std::thread writer([this] {
    for (uint64_t i = 1; i <= kUnansweredMax + 2; ++i) Send(i);
  });
  std::vector<wamp::RequestId> ids;
  for (uint64_t i = 0; i < kUnansweredMax; ++i) {
    ids.push_back(NextPublish().id);
  }
  // The one thread that would read has come round.
  for (int i = 0; i < 10; ++i) {
    grpc::ClientContext context;
    v1::GetIdentityResponse response;
    EXPECT_TRUE(stub().GetIdentity(&context, {}, &response).ok());
  }
  EXPECT_EQ(own_->requests(), 0u);
  AnswerPublished(ids[0]);
  EXPECT_EQ(Next().sequence(), 1u);
  EXPECT_EQ(NextPublish().id.value, kUnansweredMax + 1);
  AnswerPublished(ids[1]);
  EXPECT_EQ(Next().sequence(), 2u);
  EXPECT_EQ(NextPublish().id.value, kUnansweredMax + 2);
  writer.join();
}

TEST_F(PublishStreamHandlerTest, LostSessionTellsEachOutcomeAndEndsTheStream) {
  Open();
  Send(1);
  Send(2);
  NextPublish();
  NextPublish();
  own_->Lose({}, wamp::Handed::kYes);
  for (uint64_t i = 1; i <= 2; ++i) {
    const v1::PublishStreamResponse lost = Next();
    EXPECT_EQ(lost.sequence(), i);
    EXPECT_EQ(lost.error().code(), StatusCode::ABORTED);
    EXPECT_EQ(lost.error().error().outcome(), v1::OUTCOME_UNKNOWN);
  }
  const Seen seen = Finish();
  EXPECT_EQ(seen.status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(seen.status.error_message(),
            "the stream's session to the router is lost");
  pool().AwaitReleased();
}

TEST_F(PublishStreamHandlerTest, LostBeforeItWasHandedOverIsNotSent) {
  Open();
  Send(1);
  NextPublish();
  own_->Lose({}, wamp::Handed::kNo);
  const v1::PublishStreamResponse lost = Next();
  EXPECT_EQ(lost.error().code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(lost.error().error().outcome(), v1::OUTCOME_NOT_SENT);
  EXPECT_EQ(Finish().status.error_code(), StatusCode::UNAVAILABLE);
}

TEST_F(PublishStreamHandlerTest, PublishOnALostSessionIsNotSent) {
  Open();
  Send(1);
  AnswerPublished(NextPublish().id);
  EXPECT_TRUE(Next().has_published());
  own_->Lose({});
  Send(2);
  const v1::PublishStreamResponse lost = Next();
  EXPECT_EQ(lost.sequence(), 2u);
  EXPECT_EQ(lost.error().error().outcome(), v1::OUTCOME_NOT_SENT);
  EXPECT_EQ(Finish().status.error_code(), StatusCode::UNAVAILABLE);
}

TEST_F(PublishStreamHandlerTest,
       LostSessionWithNothingUnansweredEndsTheStream) {
  Open();
  Send(1);
  AnswerPublished(NextPublish().id);
  EXPECT_TRUE(Next().has_published());
  own_->Lose({});
  pool().TellOwnLost();
  const Seen seen = Finish();
  EXPECT_EQ(seen.status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(seen.status.error_message(),
            "the stream's session to the router is lost");
  pool().AwaitReleased();
}

TEST_F(PublishStreamHandlerTest, UnansweredPublicationHasALimitOnTime) {
  Open();
  Send(1);
  NextPublish();
  Advance(absl::Seconds(61));
  const v1::PublishStreamResponse late = Next();
  EXPECT_EQ(late.error().code(), StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(late.error().error().outcome(), v1::OUTCOME_UNKNOWN);
}

TEST_F(PublishStreamHandlerTest, NoRoomForAnotherSessionIsNotSent) {
  pool().RefuseOwn(NotSent(StatusCode::RESOURCE_EXHAUSTED, "all are taken"));
  Open();
  Send(1);
  EXPECT_EQ(Next().error().error().outcome(), v1::OUTCOME_NOT_SENT);
  ExpectLocated(Finish(), StatusCode::RESOURCE_EXHAUSTED, "NOT_SENT");
}

TEST_F(PublishStreamHandlerTest, DrainAnswersWhatIsUnderWayThenEnds) {
  Open();
  Send(1);
  const auto request = NextPublish();
  BeginDrain();
  AnswerPublished(request.id);
  EXPECT_TRUE(Next().has_published());
  const Seen seen = Finish();
  EXPECT_EQ(seen.status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(seen.outcome, "NOT_SENT");
  EXPECT_TRUE(seen.retry_info);
}

TEST_F(PublishStreamHandlerTest, ClientThatGoesGivesTheSessionBack) {
  Open();
  Send(1);
  NextPublish();
  context_.TryCancel();
  pool().AwaitReleased();
}

}  // namespace
}  // namespace wampbridge::bridge
