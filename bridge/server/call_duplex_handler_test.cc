// SPDX-License-Identifier: Apache-2.0
// CallDuplex, from a gRPC client to what a router would see, and back.
#include <chrono>
#include <future>

#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kProgress[] = R"("progress":true)";

class CallDuplexHandlerTest : public ServerTest {
 protected:
  ~CallDuplexHandlerTest() override {
    if (stream_ == nullptr || finished_) return;
    context_.TryCancel();
    stream_->Finish();
  }

  // Serves, on a session whose dealer can do all that is needed.
  void Open(size_t message_bytes_max = 16 << 20) {
    Serve();
    // The features' lock makes it known to the thread that serves.
    session().SetMessageBytesMax(message_bytes_max);
    AddFeatures(session());
    stream_ = stub().CallDuplex(&context_);
  }
  static void AddFeatures(Fake& session) {
    session.SetFeature("dealer", "progressive_call_results");
    session.SetFeature("dealer", "progressive_call_invocations");
  }
  // The call has reached the router, and takes further chunks.
  void Start(size_t message_bytes_max = 16 << 20) {
    Open(message_bytes_max);
    stream_->Write(First());
    sent_ = session().NextRequest();
  }

  static v1::CallDuplexRequest First() {
    v1::CallDuplexRequest message;
    *message.mutable_call() = CallOf("com.example.sum");
    return message;
  }
  static v1::CallDuplexRequest More(const std::string& json) {
    v1::CallDuplexRequest message;
    message.mutable_payload()->set_json(json);
    return message;
  }
  static v1::CallDuplexRequest Last(const std::string& json) {
    v1::CallDuplexRequest message = More(json);
    message.set_last(true);
    return message;
  }

  // Written in full once the bridge reads it.
  std::future<bool> WriteMeanwhile(const v1::CallDuplexRequest& message) {
    return std::async(std::launch::async,
                      [this, message] { return stream_->Write(message); });
  }

  // What a half-close waits for passes until the router has been told.
  Fake::Request NextAfterGrace() {
    while (session().requests() == 0) Advance(absl::Milliseconds(50));
    return session().NextRequest();
  }

  void AnswerResult(int number, bool last) {
    const std::string args = "[" + std::to_string(number) + "]";
    session().Answer(
        sent_.id,
        {nullptr, wamp::Result{.request = sent_.id, .payload = {.args = args}},
         last});
  }

  // The next result's payload, or "" at the end.
  std::string Next() {
    v1::CallResponse response;
    if (!stream_->Read(&response)) return "";
    final_ = response.final();
    return response.payload().json();
  }

  Seen Finish() {
    while (!Next().empty()) {
    }
    finished_ = true;
    const grpc::Status status = stream_->Finish();
    return SeenOf(context_, status);
  }

  // The call was sent, and is ended for a fault of a later message.
  void ExpectFault(StatusCode code, const std::string& message) {
    EXPECT_EQ(session().NextCancelled().id, sent_.id);
    const Seen seen = Finish();
    ExpectLocated(seen, code, "UNKNOWN");
    EXPECT_THAT(seen.status.error_message(), HasSubstr(message));
  }
  // Nothing was sent.
  void ExpectRejected(StatusCode code, const std::string& message) {
    const Seen seen = Finish();
    EXPECT_EQ(seen.status.error_code(), code);
    EXPECT_EQ(seen.outcome, "REJECTED");
    EXPECT_THAT(seen.status.error_message(), HasSubstr(message));
    EXPECT_EQ(session().requests(), 0u);
  }

  grpc::ClientContext context_;
  std::unique_ptr<
      grpc::ClientReaderWriter<v1::CallDuplexRequest, v1::CallResponse>>
      stream_;
  Fake::Request sent_;
  bool final_ = false;
  bool finished_ = false;
};

TEST_F(CallDuplexHandlerTest, ChunksGoOutUnderOneIdAndResultsComeBetween) {
  Start();
  EXPECT_THAT(sent_.tail,
              AllOf(HasSubstr(kProgress), HasSubstr("receive_progress"),
                    HasSubstr(R"("com.example.sum",[2,3])")));
  AnswerResult(5, false);
  EXPECT_EQ(Next(), R"({"args":[5]})");
  EXPECT_FALSE(final_);
  stream_->Write(More("[4]"));
  const Fake::Request second = session().NextRequest();
  EXPECT_EQ(second.id, sent_.id);
  EXPECT_THAT(second.tail, AllOf(HasSubstr(kProgress), HasSubstr(",[4]")));
  stream_->Write(Last("[5]"));
  const Fake::Request last = session().NextRequest();
  EXPECT_EQ(last.id, sent_.id);
  EXPECT_THAT(last.tail, AllOf(Not(HasSubstr(kProgress)), HasSubstr(",[5]"),
                               HasSubstr("com.example.sum")));
  AnswerResult(14, true);
  EXPECT_EQ(Next(), R"({"args":[14]})");
  EXPECT_TRUE(final_);
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(CallDuplexHandlerTest, HalfCloseWithoutLastSendsAnEmptyLastChunk) {
  Start();
  stream_->WritesDone();
  const Fake::Request last = NextAfterGrace();
  EXPECT_EQ(last.id, sent_.id);
  EXPECT_THAT(last.tail, AllOf(Not(HasSubstr(kProgress)),
                               testing::EndsWith(R"("com.example.sum"])")));
  AnswerResult(5, true);
  EXPECT_EQ(Next(), R"({"args":[5]})");
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(CallDuplexHandlerTest, HalfCloseAfterLastSendsNothing) {
  Start();
  stream_->WriteLast(Last("[4]"), grpc::WriteOptions());
  session().NextRequest();
  AnswerResult(9, true);
  EXPECT_TRUE(Finish().status.ok());
  Advance(absl::Seconds(1));
  EXPECT_EQ(session().requests(), 0u);
}

TEST_F(CallDuplexHandlerTest, OnlyChunkNeedsNoFeatureForChunks) {
  Serve();
  session().SetFeature("dealer", "progressive_call_results");
  stream_ = stub().CallDuplex(&context_);
  v1::CallDuplexRequest only = First();
  only.set_last(true);
  stream_->Write(only);
  sent_ = session().NextRequest();
  EXPECT_THAT(sent_.tail, Not(HasSubstr(kProgress)));
  AnswerResult(5, true);
  EXPECT_EQ(Next(), R"({"args":[5]})");
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(CallDuplexHandlerTest, RouterWithoutChunksIsNamed) {
  Serve();
  session().SetFeature("dealer", "progressive_call_results");
  stream_ = stub().CallDuplex(&context_);
  stream_->Write(First());
  ExpectRejected(StatusCode::UNIMPLEMENTED,
                 "CallDuplex: needs the feature progressive_call_invocations, "
                 "which the dealer of router main did not announce");
}

TEST_F(CallDuplexHandlerTest, FirstMessageWithoutACallIsRejected) {
  Open();
  stream_->Write(More("[1]"));
  ExpectRejected(StatusCode::INVALID_ARGUMENT,
                 "call: required in the first message");
}

TEST_F(CallDuplexHandlerTest, FirstMessageWithTwoPayloadsIsRejected) {
  Open();
  v1::CallDuplexRequest message = First();
  message.mutable_payload()->set_json("[1]");
  stream_->Write(message);
  ExpectRejected(StatusCode::INVALID_ARGUMENT, "payload: the first message");
}

TEST_F(CallDuplexHandlerTest, WrongCallIsRejected) {
  Open();
  v1::CallDuplexRequest message = First();
  message.mutable_call()->set_procedure("com..sum");
  stream_->Write(message);
  ExpectRejected(StatusCode::INVALID_ARGUMENT, "procedure: ");
}

TEST_F(CallDuplexHandlerTest, StreamWithoutAnyMessageIsRejected) {
  Open();
  stream_->WritesDone();
  ExpectRejected(StatusCode::INVALID_ARGUMENT, "but none came");
}

TEST_F(CallDuplexHandlerTest, FirstMessageHasALimitOnTime) {
  limits_.overflow_drain = absl::InfiniteDuration();
  Open();
  auto finished = std::async(std::launch::async, [this] { return Finish(); });
  while (finished.wait_for(std::chrono::seconds(0)) !=
         std::future_status::ready) {
    Advance(absl::Seconds(61));
  }
  const Seen seen = finished.get();
  EXPECT_EQ(seen.status.error_code(), StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(seen.outcome, "NOT_SENT");
  EXPECT_EQ(seen.status.error_message(), "no first message within 1m");
}

TEST_F(CallDuplexHandlerTest, SecondCallEndsTheFirst) {
  Start();
  stream_->Write(First());
  ExpectFault(StatusCode::INVALID_ARGUMENT,
              "call: only the first message of a stream has one");
}

TEST_F(CallDuplexHandlerTest, MessageAfterLastEndsTheCall) {
  Start();
  stream_->Write(Last("[1]"));
  session().NextRequest();
  stream_->Write(More("[2]"));
  ExpectFault(StatusCode::INVALID_ARGUMENT,
              "a message came after the one with `last`");
}

TEST_F(CallDuplexHandlerTest, MessageAfterTheOnlyChunkEndsTheCall) {
  Open();
  v1::CallDuplexRequest only = First();
  only.set_last(true);
  stream_->Write(only);
  sent_ = session().NextRequest();
  stream_->Write(Last("[2]"));
  ExpectFault(StatusCode::INVALID_ARGUMENT, "after the one with `last`");
}

TEST_F(CallDuplexHandlerTest, WrongChunkEndsTheCall) {
  Start();
  stream_->Write(More("{"));
  ExpectFault(StatusCode::INVALID_ARGUMENT, "payload");
}

TEST_F(CallDuplexHandlerTest, ChunkThatTheRouterDoesNotTakeEndsTheCall) {
  Start(/*message_bytes_max=*/200);
  stream_->Write(More("[\"" + std::string(200, 'x') + "\"]"));
  ExpectFault(StatusCode::RESOURCE_EXHAUSTED, "router main takes 200");
}

TEST_F(CallDuplexHandlerTest, ErrorEndsTheStreamBehindTheResults) {
  Start();
  AnswerResult(1, false);
  session().AnswerError(sent_.id, "com.example.broken");
  EXPECT_EQ(Next(), R"({"args":[1]})");
  const Seen seen = Finish();
  ExpectLocated(seen, StatusCode::UNKNOWN, "REMOTE_ERROR");
  EXPECT_EQ(seen.error, "com.example.broken");
}

TEST_F(CallDuplexHandlerTest, ChunkAfterTheLastResultIsDropped) {
  Start();
  AnswerResult(5, true);
  auto written = WriteMeanwhile(More("[4]"));
  EXPECT_EQ(Next(), R"({"args":[5]})");
  EXPECT_TRUE(Finish().status.ok());
  EXPECT_EQ(session().requests(), 0u);
}

TEST_F(CallDuplexHandlerTest, ChunksWaitForRoomInTheSession) {
  Start();
  session().FailRequests(absl::ResourceExhaustedError("write buffer is full"));
  stream_->Write(More("[4]"));
  // Nobody reads this one yet.
  auto written = WriteMeanwhile(Last("[5]"));
  Advance(absl::Seconds(1));
  EXPECT_EQ(session().requests(), 0u);
  session().FailRequests(absl::OkStatus());
  EXPECT_THAT(NextAfterGrace().tail, HasSubstr(",[4]"));
  EXPECT_THAT(session().NextRequest().tail, HasSubstr(",[5]"));
  EXPECT_TRUE(written.get());
  AnswerResult(14, true);
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(CallDuplexHandlerTest, NothingIsReadWhileThereIsNoSession) {
  ServeWithoutSession();
  stream_ = stub().CallDuplex(&context_);
  stream_->Write(First());
  auto written = WriteMeanwhile(Last("[4]"));
  pool().AwaitWaiters(1);
  const auto late = std::make_shared<Fake>(12);
  AddFeatures(*late);
  pool().GiveToWaiters(late);
  const Fake::Request sent = late->NextRequest();
  EXPECT_THAT(sent.tail, HasSubstr(",[2,3]"));
  EXPECT_THAT(late->NextRequest().tail, HasSubstr(",[4]"));
  EXPECT_TRUE(written.get());
  late->AnswerError(sent.id, "com.example.broken");
  EXPECT_EQ(Finish().detail.session_id(), 12u);
}

TEST_F(CallDuplexHandlerTest, LostSessionIsUnknown) {
  Start();
  AnswerResult(1, false);
  Lose(wamp::Handed::kYes);
  EXPECT_EQ(Next(), R"({"args":[1]})");
  ExpectLocated(Finish(), StatusCode::ABORTED, "UNKNOWN");
}

TEST_F(CallDuplexHandlerTest, LostSessionBeforeAnythingWasHandedIsNotSent) {
  Start();
  Lose(wamp::Handed::kNo);
  ExpectLocated(Finish(), StatusCode::UNAVAILABLE, "NOT_SENT");
}

TEST_F(CallDuplexHandlerTest, LimitCoversTheWholeCall) {
  Start();
  stream_->Write(More("[4]"));
  session().NextRequest();
  Advance(absl::Seconds(61));
  ExpectLocated(Finish(), StatusCode::DEADLINE_EXCEEDED, "UNKNOWN");
  EXPECT_EQ(session().NextCancelled().id, sent_.id);
}

TEST_F(CallDuplexHandlerTest, ClientThatCancelsCancelsAndSendsNoLastChunk) {
  Start();
  context_.TryCancel();
  EXPECT_EQ(session().NextCancelled().id, sent_.id);
  EXPECT_EQ(Finish().status.error_code(), StatusCode::CANCELLED);
  Advance(absl::Seconds(1));
  EXPECT_EQ(session().requests(), 0u);
}

TEST_F(CallDuplexHandlerTest, SlowReaderIsCancelledOnceTheQueueIsFull) {
  limits_.queue.events_max = 3;
  Start();
  for (int i = 1; i <= 5; ++i) AnswerResult(i, false);
  ExpectFault(StatusCode::RESOURCE_EXHAUSTED,
              "results came faster than they were taken");
}

TEST_F(CallDuplexHandlerTest, RunningCallGoesOnWhileDraining) {
  Start();
  BeginDrain();
  stream_->Write(Last("[4]"));
  session().NextRequest();
  AnswerResult(9, true);
  EXPECT_EQ(Next(), R"({"args":[9]})");
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(CallDuplexHandlerTest, StreamWithoutACallEndsWithTheDrain) {
  Open();
  AwaitCalls(1);
  BeginDrain();
  const Seen seen = Finish();
  EXPECT_EQ(seen.status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(seen.outcome, "NOT_SENT");
}

TEST_F(CallDuplexHandlerTest, ShutDownBeforeTheCallCameIsToldToo) {
  Open();
  AwaitCalls(1);
  AbortAll();
  EXPECT_EQ(Finish().status.error_code(), StatusCode::ABORTED);
}

}  // namespace
}  // namespace wampbridge::bridge
