// SPDX-License-Identifier: Apache-2.0
// CallProgressive, from a gRPC client to what a router would see, and back.
#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;

class CallProgressiveHandlerTest : public ServerTest {
 protected:
  // Serves and sends a call; its CALL has reached the router.
  void Start() {
    Serve();
    session().SetFeature("dealer", "progressive_call_results");
    reader_ = stub().CallProgressive(&context_, CallOf("com.example.count"));
    sent_ = session().NextRequest();
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
    if (!reader_->Read(&response)) return "";
    final_ = response.final();
    return response.payload().json();
  }

  Seen Finish() {
    const grpc::Status status = reader_->Finish();
    return SeenOf(context_, status);
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::CallResponse>> reader_;
  Fake::Request sent_;
  bool final_ = false;
};

TEST_F(CallProgressiveHandlerTest, ResultsComeInOrderAndTheLastIsFinal) {
  Start();
  EXPECT_THAT(sent_.tail, HasSubstr(R"("receive_progress":true)"));
  AnswerResult(1, false);
  AnswerResult(2, false);
  AnswerResult(3, true);
  EXPECT_EQ(Next(), R"({"args":[1]})");
  EXPECT_FALSE(final_);
  EXPECT_EQ(Next(), R"({"args":[2]})");
  EXPECT_EQ(Next(), R"({"args":[3]})");
  EXPECT_TRUE(final_);
  EXPECT_EQ(Next(), "");
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(CallProgressiveHandlerTest, ErrorComesBehindTheResults) {
  Start();
  AnswerResult(1, false);
  session().AnswerError(sent_.id, "com.example.broken");
  EXPECT_EQ(Next(), R"({"args":[1]})");
  EXPECT_EQ(Next(), "");
  const Seen seen = Finish();
  ExpectLocated(seen, StatusCode::UNKNOWN, "REMOTE_ERROR");
  EXPECT_EQ(seen.error, "com.example.broken");
}

TEST_F(CallProgressiveHandlerTest, SlowReaderIsCancelledOnceTheQueueIsFull) {
  limits_.queue.events_max = 3;
  Start();
  // One is inside gRPC, three wait, one is too many.
  for (int i = 1; i <= 5; ++i) AnswerResult(i, false);
  EXPECT_EQ(session().NextCancelled().id, sent_.id);
  EXPECT_EQ(Next(), R"({"args":[1]})");
  while (!Next().empty()) {
  }
  const Seen seen = Finish();
  ExpectLocated(seen, StatusCode::RESOURCE_EXHAUSTED, "UNKNOWN");
  EXPECT_THAT(seen.status.error_message(),
              HasSubstr("results came faster than they were taken"));
}

TEST_F(CallProgressiveHandlerTest, ReaderThatTakesNothingIsResetInTheEnd) {
  limits_.queue.events_max = 3;
  limits_.overflow_drain = absl::Seconds(10);
  Start();
  for (int i = 1; i <= 5; ++i) AnswerResult(i, false);
  session().NextCancelled();
  Advance(absl::Seconds(11));
  while (!Next().empty()) {
  }
  EXPECT_FALSE(Finish().status.ok());
}

TEST_F(CallProgressiveHandlerTest, SlowReaderIsHeldToTheOctetsOfTheQueueToo) {
  limits_.queue.octets_max = 1;
  Start();
  // One is inside gRPC, one waits alone, one is too many.
  for (int i = 1; i <= 3; ++i) AnswerResult(i, false);
  EXPECT_EQ(session().NextCancelled().id, sent_.id);
  while (!Next().empty()) {
  }
  ExpectLocated(Finish(), StatusCode::RESOURCE_EXHAUSTED, "UNKNOWN");
}

TEST_F(CallProgressiveHandlerTest, ResultThatNoClientTakesEndsTheCall) {
  limits_.grpc_message_bytes_max = 10;
  Start();
  AnswerResult(1, false);
  EXPECT_EQ(session().NextCancelled().id, sent_.id);
  EXPECT_EQ(Next(), "");
  const Seen seen = Finish();
  ExpectLocated(seen, StatusCode::RESOURCE_EXHAUSTED, "UNKNOWN");
  EXPECT_THAT(seen.status.error_message(), HasSubstr("grpc.max_message_bytes"));
}

TEST_F(CallProgressiveHandlerTest,
       ResultsThatAreNotTakenAreResetAfterTheLimit) {
  limits_.overflow_drain = absl::Seconds(10);
  Start();
  for (int i = 1; i <= 4; ++i) AnswerResult(i, i == 4);
  Advance(absl::Seconds(71));
  while (!Next().empty()) {
  }
  EXPECT_EQ(Finish().status.error_code(), StatusCode::CANCELLED);
}

TEST_F(CallProgressiveHandlerTest, ResultsAfterTheClientWentAreDropped) {
  Start();
  AnswerResult(1, false);
  EXPECT_EQ(Next(), R"({"args":[1]})");
  context_.TryCancel();
  EXPECT_EQ(session().NextCancelled().id, sent_.id);
  AnswerResult(2, false);
  AnswerResult(3, true);
  EXPECT_EQ(Finish().status.error_code(), StatusCode::CANCELLED);
  EXPECT_EQ(session().pending_requests(), 0u);
}

TEST_F(CallProgressiveHandlerTest, LimitCoversTheWholeCall) {
  Start();
  AnswerResult(1, false);
  EXPECT_EQ(Next(), R"({"args":[1]})");
  Advance(absl::Seconds(61));
  EXPECT_EQ(Next(), "");
  ExpectLocated(Finish(), StatusCode::DEADLINE_EXCEEDED, "UNKNOWN");
  EXPECT_EQ(session().NextCancelled().id, sent_.id);
}

TEST_F(CallProgressiveHandlerTest, LostSessionIsUnknown) {
  Start();
  AnswerResult(1, false);
  Lose(wamp::Handed::kYes);
  EXPECT_EQ(Next(), R"({"args":[1]})");
  EXPECT_EQ(Next(), "");
  ExpectLocated(Finish(), StatusCode::ABORTED, "UNKNOWN");
}

TEST_F(CallProgressiveHandlerTest, ClientThatCancelsCancelsAtTheRouter) {
  Start();
  context_.TryCancel();
  EXPECT_EQ(session().NextCancelled().id, sent_.id);
  EXPECT_EQ(Finish().status.error_code(), StatusCode::CANCELLED);
}

TEST_F(CallProgressiveHandlerTest, RunningCallGoesOnWhileDraining) {
  Start();
  BeginDrain();
  AnswerResult(1, true);
  EXPECT_EQ(Next(), R"({"args":[1]})");
  EXPECT_EQ(Next(), "");
  EXPECT_TRUE(Finish().status.ok());
}

}  // namespace
}  // namespace wampbridge::bridge
