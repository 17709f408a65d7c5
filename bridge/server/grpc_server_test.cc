// SPDX-License-Identifier: Apache-2.0
// What holds for all methods: room, drain, abort, methods that are not served.
#include "bridge/server/grpc_server.h"

#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;

class GrpcServerTest : public ServerTest {
 protected:
  std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> Subscribe(
      grpc::ClientContext* context) {
    v1::SubscribeRequest request;
    request.add_topics()->set_uri("com.example.sold");
    return stub().Subscribe(context, request);
  }
};

TEST_F(GrpcServerTest, CallOverTheLimitIsNotSent) {
  rpc_limits_.in_flight = 1;
  Serve();
  const auto first = StartCall(CallOf("com.example.add"));
  const auto request = session().NextRequest();
  const Seen seen = StartCall(CallOf("com.example.add"))->Wait();
  EXPECT_EQ(seen.status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(seen.outcome, "NOT_SENT");
  EXPECT_EQ(seen.status.error_message(), "limits.in_flight (1) is reached");
  session().Answer(request.id, {nullptr, wamp::Result{.request = request.id}});
  EXPECT_TRUE(first->Wait().status.ok());
}

TEST_F(GrpcServerTest, StreamOverTheLimitIsNotSent) {
  rpc_limits_.streams = 1;
  Serve();
  grpc::ClientContext first_context;
  const auto first = Subscribe(&first_context);
  session().NextRequest();
  grpc::ClientContext context;
  const grpc::Status status = Subscribe(&context)->Finish();
  const Seen seen = SeenOf(context, status);
  EXPECT_EQ(seen.status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(seen.outcome, "NOT_SENT");
  EXPECT_EQ(seen.status.error_message(), "limits.streams (1) is reached");
  first_context.TryCancel();
  first->Finish();
}

TEST_F(GrpcServerTest, StreamsTakeNoRoomFromCalls) {
  rpc_limits_.in_flight = 1;
  rpc_limits_.streams = 1;
  Serve();
  grpc::ClientContext context;
  const auto stream = Subscribe(&context);
  session().NextRequest();
  const auto call = StartCall(CallOf("com.example.add"));
  const auto request = session().NextRequest();
  session().Answer(request.id, {nullptr, wamp::Result{.request = request.id}});
  EXPECT_TRUE(call->Wait().status.ok());
  context.TryCancel();
  stream->Finish();
}

TEST_F(GrpcServerTest, NewCallWhileDrainingIsNotSentAndMayComeBack) {
  Serve();
  BeginDrain();
  const Seen seen = StartCall(CallOf("com.example.add"))->Wait();
  EXPECT_EQ(seen.status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(seen.outcome, "NOT_SENT");
  EXPECT_TRUE(seen.retry_info);
}

TEST_F(GrpcServerTest, RunningCallIsAnsweredWhileDraining) {
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  const auto request = session().NextRequest();
  BeginDrain();
  session().Answer(request.id, {nullptr, wamp::Result{.request = request.id}});
  EXPECT_TRUE(call->Wait().status.ok());
}

TEST_F(GrpcServerTest, CallThatIsCutIsUnknown) {
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  session().NextRequest();
  BeginDrain();
  AbortAll();
  const Seen seen = call->Wait();
  EXPECT_EQ(seen.status.error_code(), StatusCode::ABORTED);
  EXPECT_EQ(seen.outcome, "UNKNOWN");
}

TEST_F(GrpcServerTest, ProgressiveCallThatIsCutIsUnknown) {
  Serve();
  session().SetFeature("dealer", "progressive_call_results");
  grpc::ClientContext context;
  const auto reader =
      stub().CallProgressive(&context, CallOf("com.example.count"));
  session().NextRequest();
  AbortAll();
  const grpc::Status status = reader->Finish();
  const Seen seen = SeenOf(context, status);
  EXPECT_EQ(seen.status.error_code(), StatusCode::ABORTED);
  EXPECT_EQ(seen.outcome, "UNKNOWN");
}

}  // namespace
}  // namespace wampbridge::bridge
