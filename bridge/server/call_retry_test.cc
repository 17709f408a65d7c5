// SPDX-License-Identifier: Apache-2.0
// What the bridge tries again by itself, and what it then says of all attempts.
#include "bridge/errors/failures.h"
#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;
using testing::EndsWith;

constexpr const char* kEarlier = "; an earlier attempt may have run";

class CallRetryTest : public ServerTest {
 protected:
  static v1::CallRequest Idempotent() {
    v1::CallRequest request = CallOf("com.example.add");
    request.mutable_options()->set_idempotent(true);
    return request;
  }

  // Serves, and has the call sent on session 11.
  void Start(const v1::CallRequest& request) {
    Serve();
    call_ = StartCall(request);
    sent_ = session().NextRequest();
  }

  // The next attempt gets another session, and is sent on it.
  std::shared_ptr<Fake> Again(uint64_t number) {
    pool().AwaitWaiters(1);
    auto next = std::make_shared<Fake>(number);
    pool().GiveToWaiters(next);
    sent_ = next->NextRequest();
    return next;
  }

  void GiveNoSession() {
    pool().AwaitWaiters(1);
    pool().RefuseWaiters(NotSent(StatusCode::UNAVAILABLE, "no session"));
  }

  static void Answer(Fake& session, wamp::RequestId id) {
    session.Answer(
        id, {nullptr, wamp::Result{.request = id, .payload = {.args = "[5]"}}});
  }

  std::unique_ptr<Unary<v1::CallResponse>> call_;
  Fake::Request sent_;
};

TEST_F(CallRetryTest, CallThatWasNotSentIsSentAgain) {
  Start(CallOf("com.example.add"));
  Lose(wamp::Handed::kNo);
  const auto next = Again(12);
  EXPECT_EQ(sent_.tail, R"(,{},"com.example.add",[2,3]])");
  Answer(*next, sent_.id);
  EXPECT_TRUE(call_->Wait().status.ok());
  EXPECT_EQ(call_->response.payload().json(), R"({"args":[5]})");
  EXPECT_EQ(pool().reported_lost(), 1u);
  EXPECT_EQ(retry_counts().not_sent, 1u);
}

TEST_F(CallRetryTest, CallThatWasNeverSentIsNotSentHoweverOftenItWasTried) {
  Start(CallOf("com.example.add"));
  Lose(wamp::Handed::kNo);
  Again(12)->Lose({}, wamp::Handed::kNo);
  Again(13)->Lose({}, wamp::Handed::kNo);
  const Seen seen = call_->Wait();
  ExpectLocated(seen, StatusCode::UNAVAILABLE, "NOT_SENT");
  EXPECT_EQ(seen.detail.session_id(), 13u);
  EXPECT_EQ(retry_counts().not_sent, 2u);
}

TEST_F(CallRetryTest, CallThatMayHaveRunIsNotSentAgainUnlessMarked) {
  Start(CallOf("com.example.add"));
  Lose(wamp::Handed::kYes);
  ExpectLocated(call_->Wait(), StatusCode::ABORTED, "UNKNOWN");
  EXPECT_EQ(retry_counts().unknown, 0u);
}

TEST_F(CallRetryTest, IdempotentCallThatMayHaveRunIsSentAgain) {
  Start(Idempotent());
  Lose(wamp::Handed::kYes);
  const auto next = Again(12);
  Answer(*next, sent_.id);
  EXPECT_TRUE(call_->Wait().status.ok());
  EXPECT_EQ(retry_counts().unknown, 1u);
}

TEST_F(CallRetryTest, ProcedureOfThePatternsIsSentAgain) {
  retries_.unknown_procedures = {*wamp::UriPattern::Parse("com.example.**")};
  Start(CallOf("com.example.add"));
  Lose(wamp::Handed::kYes);
  const auto next = Again(12);
  Answer(*next, sent_.id);
  EXPECT_TRUE(call_->Wait().status.ok());
}

TEST_F(CallRetryTest, AttemptsThatMayHaveRunAreBounded) {
  Start(Idempotent());
  Lose(wamp::Handed::kYes);
  Again(12)->Lose({}, wamp::Handed::kYes);
  const Seen seen = call_->Wait();
  ExpectLocated(seen, StatusCode::ABORTED, "UNKNOWN");
  EXPECT_THAT(seen.status.error_message(), EndsWith(kEarlier));
}

TEST_F(CallRetryTest, EarlierAttemptThatMayHaveRunMakesNotSentUnknown) {
  Start(Idempotent());
  Lose(wamp::Handed::kYes);
  GiveNoSession();
  const Seen seen = call_->Wait();
  ExpectLocated(seen, StatusCode::ABORTED, "UNKNOWN");
  EXPECT_EQ(seen.status.error_message(), std::string("no session") + kEarlier);
}

TEST_F(CallRetryTest, EarlierAttemptThatMayHaveRunMakesAnErrorUnknown) {
  Start(Idempotent());
  Lose(wamp::Handed::kYes);
  const auto next = Again(12);
  next->AnswerError(sent_.id, "wamp.error.no_such_procedure");
  const Seen seen = call_->Wait();
  ExpectLocated(seen, StatusCode::NOT_FOUND, "UNKNOWN");
  EXPECT_EQ(seen.error, "wamp.error.no_such_procedure");
}

TEST_F(CallRetryTest, EarlierAttemptThatMayHaveRunForbidsUnavailable) {
  Start(Idempotent());
  Lose(wamp::Handed::kYes);
  const auto next = Again(12);
  next->AnswerError(sent_.id, "wamp.error.no_available_callee");
  ExpectLocated(call_->Wait(), StatusCode::ABORTED, "UNKNOWN");
}

TEST_F(CallRetryTest, ErrorThatLeavesItOpenIsTriedAgain) {
  for (const char* uri :
       {"wamp.error.canceled", "wamp.error.network_failure"}) {
    SCOPED_TRACE(uri);
    if (call_ == nullptr) {
      Start(Idempotent());
    } else {
      call_ = StartCall(Idempotent());
      sent_ = session().NextRequest();
    }
    session().AnswerError(sent_.id, uri);
    const auto next = Again(12);
    Answer(*next, sent_.id);
    EXPECT_TRUE(call_->Wait().status.ok());
  }
}

TEST_F(CallRetryTest, OtherAnswersAreFinal) {
  Serve();
  for (const char* uri :
       {"wamp.error.timeout", "wamp.error.unavailable", "com.example.no"}) {
    const auto call = StartCall(Idempotent());
    session().AnswerError(session().NextRequest().id, uri);
    EXPECT_FALSE(call->Wait().status.ok());
  }
  EXPECT_EQ(retry_counts().unknown, 0u);
}

TEST_F(CallRetryTest, ErrorThatLeavesItOpenIsFinalUnlessMarked) {
  Start(CallOf("com.example.add"));
  session().AnswerError(sent_.id, "wamp.error.canceled");
  ExpectLocated(call_->Wait(), StatusCode::ABORTED, "UNKNOWN");
}

TEST_F(CallRetryTest, ResultThatDoesNotFitIsNeverTriedAgain) {
  Start(Idempotent());
  std::string args;
  for (int i = 0; i < 70; ++i) args.insert(0, "[").append("]");
  session().Answer(
      sent_.id,
      {nullptr, wamp::Result{.request = sent_.id, .payload = {.args = args}}});
  ExpectLocated(call_->Wait(), StatusCode::INTERNAL, "UNKNOWN");
  EXPECT_EQ(retry_counts().unknown, 0u);
}

TEST_F(CallRetryTest, MetadataGoesAlongOnceWithEachAttempt) {
  v1::CallRequest request = Idempotent();
  (*request.mutable_options()->mutable_metadata())["tenant"] = "mine";
  Start(request);
  const std::string first = sent_.tail;
  Lose(wamp::Handed::kYes);
  const auto next = Again(12);
  EXPECT_EQ(sent_.tail, first);
  Answer(*next, sent_.id);
  EXPECT_TRUE(call_->Wait().status.ok());
}

TEST_F(CallRetryTest, LimitOnTimeHoldsForAllAttemptsTogether) {
  v1::CallRequest request = Idempotent();
  request.mutable_timeout()->set_seconds(5);
  Start(request);
  Lose(wamp::Handed::kYes);
  pool().AwaitWaiters(1);
  Advance(absl::Seconds(6));
  const Seen seen = call_->Wait();
  ExpectLocated(seen, StatusCode::DEADLINE_EXCEEDED, "UNKNOWN");
  EXPECT_THAT(seen.status.error_message(), EndsWith(kEarlier));
  pool().AwaitWaiters(0);
}

TEST_F(CallRetryTest, LimitOfALaterAttemptCancelsThatOne) {
  v1::CallRequest request = Idempotent();
  request.mutable_timeout()->set_seconds(5);
  Start(request);
  Lose(wamp::Handed::kYes);
  const auto next = Again(12);
  Advance(absl::Seconds(6));
  ExpectLocated(call_->Wait(), StatusCode::DEADLINE_EXCEEDED, "UNKNOWN");
  EXPECT_EQ(next->NextCancelled().id, sent_.id);
}

TEST_F(CallRetryTest, ClientThatGoesBetweenAttemptsEndsThem) {
  Start(Idempotent());
  Lose(wamp::Handed::kYes);
  pool().AwaitWaiters(1);
  call_->context.TryCancel();
  pool().AwaitWaiters(0);
  EXPECT_EQ(call_->Wait().status.error_code(), StatusCode::CANCELLED);
}

TEST_F(CallRetryTest, PinnedCallIsNeverTriedAgain) {
  for (const auto handed : {wamp::Handed::kNo, wamp::Handed::kYes}) {
    v1::CallRequest request = Idempotent();
    request.mutable_options()->set_session_id(11);
    if (call_ == nullptr) {
      Start(request);
    } else {
      Join(11);
      call_ = StartCall(request);
      sent_ = session().NextRequest();
    }
    Lose(handed);
    EXPECT_FALSE(call_->Wait().status.ok());
  }
  EXPECT_EQ(retry_counts().not_sent + retry_counts().unknown, 0u);
}

TEST_F(CallRetryTest, SpentBudgetEndsTheRetries) {
  retries_.budget = 0;
  retries_.not_sent_attempts = 100;
  Start(CallOf("com.example.add"));
  Lose(wamp::Handed::kNo);
  for (int i = 0; i < static_cast<int>(RetryPolicy::kFloor); ++i) {
    Again(12)->Lose({}, wamp::Handed::kNo);
  }
  ExpectLocated(call_->Wait(), StatusCode::UNAVAILABLE, "NOT_SENT");
  EXPECT_EQ(retry_counts().over_budget, 1u);
}

TEST_F(CallRetryTest, PublicationThatWasNotSentIsSentAgain) {
  Serve();
  const auto publish = StartPublish(PublishOf("com.example.sold"));
  session().NextRequest();
  Lose(wamp::Handed::kNo);
  const auto next = Again(12);
  next->Answer(sent_.id, {nullptr, wamp::Published{sent_.id, {4711}}});
  EXPECT_TRUE(publish->Wait().status.ok());
  EXPECT_EQ(publish->response.session_id(), 12u);
}

TEST_F(CallRetryTest, PublicationThatMayHaveHappenedIsNotSentAgain) {
  retries_.unknown_procedures = {*wamp::UriPattern::Parse("com.example.**")};
  Serve();
  const auto publish = StartPublish(PublishOf("com.example.sold"));
  session().NextRequest();
  Lose(wamp::Handed::kYes);
  ExpectLocated(publish->Wait(), StatusCode::ABORTED, "UNKNOWN");
}

// CallProgressive and CallDuplex.
class StreamedCallRetryTest : public CallRetryTest {
 protected:
  void StartProgressive() {
    Serve();
    session().SetFeature("dealer", "progressive_call_results");
    reader_ = stub().CallProgressive(&context_, Idempotent());
    sent_ = session().NextRequest();
  }

  // The next attempt's session, of a router that has what is asked for.
  std::shared_ptr<Fake> AgainProgressive() {
    pool().AwaitWaiters(1);
    auto next = std::make_shared<Fake>(12);
    next->SetFeature("dealer", "progressive_call_results");
    pool().GiveToWaiters(next);
    sent_ = next->NextRequest();
    return next;
  }

  void AnswerProgress() {
    session().Answer(
        sent_.id,
        {nullptr, wamp::Result{.request = sent_.id, .payload = {.args = "[1]"}},
         false});
    v1::CallResponse response;
    EXPECT_TRUE(reader_->Read(&response));
    EXPECT_FALSE(response.final());
  }

  Seen Finish() {
    const grpc::Status status = reader_->Finish();
    return SeenOf(context_, status);
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::CallResponse>> reader_;
};

TEST_F(StreamedCallRetryTest, CallWithoutAResultYetIsSentAgain) {
  StartProgressive();
  Lose(wamp::Handed::kYes);
  const auto next = AgainProgressive();
  Answer(*next, sent_.id);
  v1::CallResponse response;
  EXPECT_TRUE(reader_->Read(&response));
  EXPECT_TRUE(response.final());
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(StreamedCallRetryTest, CallIsNotSentAgainOnceAResultWasGiven) {
  StartProgressive();
  AnswerProgress();
  Lose(wamp::Handed::kYes);
  ExpectLocated(Finish(), StatusCode::ABORTED, "UNKNOWN");
  EXPECT_EQ(retry_counts().unknown, 0u);
}

TEST_F(StreamedCallRetryTest, CallThatGaveAResultIsNeverUnavailable) {
  StartProgressive();
  AnswerProgress();
  session().AnswerError(sent_.id, "wamp.error.unavailable");
  const Seen seen = Finish();
  ExpectLocated(seen, StatusCode::ABORTED, "UNKNOWN");
  EXPECT_EQ(seen.error, "wamp.error.unavailable");
}

TEST_F(StreamedCallRetryTest, CallInChunksIsNotSentAgainOnceASessionHasIt) {
  Serve();
  session().SetFeature("dealer", "progressive_call_results");
  session().SetFeature("dealer", "progressive_call_invocations");
  const auto stream = stub().CallDuplex(&context_);
  v1::CallDuplexRequest first;
  *first.mutable_call() = Idempotent();
  stream->Write(first);
  session().NextRequest();
  Lose(wamp::Handed::kNo);
  const grpc::Status status = stream->Finish();
  ExpectLocated(SeenOf(context_, status), StatusCode::UNAVAILABLE, "NOT_SENT");
  EXPECT_EQ(retry_counts().not_sent, 0u);
}

}  // namespace
}  // namespace wampbridge::bridge
