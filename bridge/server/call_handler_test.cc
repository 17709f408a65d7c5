// SPDX-License-Identifier: Apache-2.0
// Call, from a gRPC client to what a router would see, and back.
#include "bridge/errors/failures.h"
#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class CallHandlerTest : public ServerTest {
 protected:
  void AnswerResult(wamp::RequestId id, std::string_view args) {
    session().Answer(
        id, {nullptr, wamp::Result{.request = id, .payload = {.args = args}}});
  }

  void AnswerError(wamp::RequestId id, const std::string& uri,
                   std::string_view args) {
    wamp::Error error;
    error.request = id;
    error.error = uri;
    error.payload.args = args;
    session().Answer(id, {nullptr, error});
  }
};

TEST_F(CallHandlerTest, ResultAnswersTheCall) {
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  const auto request = session().NextRequest();
  EXPECT_EQ(request.type, wamp::MessageType::kCall);
  EXPECT_EQ(request.tail, R"(,{},"com.example.add",[2,3]])");
  AnswerResult(request.id, "[5]");
  EXPECT_TRUE(call->Wait().status.ok());
  EXPECT_EQ(call->response.payload().json(), R"({"args":[5]})");
  EXPECT_TRUE(call->response.final());
}

TEST_F(CallHandlerTest, ErrorReachesStatusTrailersAndDetail) {
  Serve();
  const auto call = StartCall(CallOf("com.example.order"));
  const auto request = session().NextRequest();
  AnswerError(request.id, "com.example.sold_out", R"(["no stock"])");
  const Seen seen = call->Wait();
  ExpectLocated(seen, StatusCode::UNKNOWN, "REMOTE_ERROR");
  EXPECT_EQ(seen.status.error_message(), "com.example.sold_out: no stock");
  EXPECT_EQ(seen.error, "com.example.sold_out");
  EXPECT_EQ(seen.detail.payload().json(), R"({"args":["no stock"]})");
  EXPECT_EQ(seen.detail.session_id(), 11u);
  EXPECT_EQ(seen.detail.request_id(), request.id.value);
}

TEST_F(CallHandlerTest, SpecificationsErrorHasItsOwnCode) {
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  AnswerError(session().NextRequest().id, "wamp.error.no_such_procedure", "");
  ExpectLocated(call->Wait(), StatusCode::NOT_FOUND, "REMOTE_ERROR");
}

TEST_F(CallHandlerTest, CanceledByTheRouterIsUnknown) {
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  AnswerError(session().NextRequest().id, "wamp.error.canceled", "");
  ExpectLocated(call->Wait(), StatusCode::ABORTED, "UNKNOWN");
}

TEST_F(CallHandlerTest, LargeErrorPayloadIsLeftOutAndCounted) {
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  const std::string args = "[\"" + std::string(9000, 't') + "\"]";
  AnswerError(session().NextRequest().id, "com.example.bug", args);
  const Seen seen = call->Wait();
  ExpectLocated(seen, StatusCode::UNKNOWN, "REMOTE_ERROR");
  EXPECT_FALSE(seen.detail.has_payload());
  EXPECT_GT(seen.detail.payload_bytes_omitted(), 9000u);
}

TEST_F(CallHandlerTest, LostBeforeItWasHandedOverIsNotSent) {
  retries_.not_sent_attempts = 1;
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  session().NextRequest();
  Lose(wamp::Handed::kNo);
  const Seen seen = call->Wait();
  ExpectLocated(seen, StatusCode::UNAVAILABLE, "NOT_SENT");
  EXPECT_EQ(seen.status.error_message(),
            "session lost before the request was sent");
}

TEST_F(CallHandlerTest, LostAfterItWasHandedOverIsUnknown) {
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  session().NextRequest();
  Lose(wamp::Handed::kYes);
  const Seen seen = call->Wait();
  ExpectLocated(seen, StatusCode::ABORTED, "UNKNOWN");
  EXPECT_EQ(seen.status.error_message(),
            "session lost with the request unanswered");
}

TEST_F(CallHandlerTest, LimitBeforeThereIsASessionIsNotSent) {
  ServeWithoutSession();
  v1::CallRequest request = CallOf("com.example.add");
  request.mutable_timeout()->set_seconds(5);
  const auto call = StartCall(request);
  pool().AwaitWaiters(1);
  Advance(absl::Seconds(6));
  const Seen seen = call->Wait();
  ExpectLocated(seen, StatusCode::DEADLINE_EXCEEDED, "NOT_SENT");
  EXPECT_EQ(seen.status.error_message(),
            "identity orders: no session within 5s");
  pool().AwaitWaiters(0);
}

TEST_F(CallHandlerTest, LimitAfterTheCallWasSentIsUnknownAndCancels) {
  Serve();
  v1::CallRequest request = CallOf("com.example.add");
  request.mutable_timeout()->set_seconds(5);
  const auto call = StartCall(request);
  const auto sent = session().NextRequest();
  Advance(absl::Seconds(6));
  const Seen seen = call->Wait();
  ExpectLocated(seen, StatusCode::DEADLINE_EXCEEDED, "UNKNOWN");
  EXPECT_EQ(seen.status.error_message(), "no answer within 5s");
  const auto cancelled = session().NextCancelled();
  EXPECT_EQ(cancelled.id, sent.id);
  EXPECT_EQ(cancelled.mode, wamp::CancelMode::kKillNoWait);
}

TEST_F(CallHandlerTest, LimitOfTheConfigurationHoldsWhereNobodyNamesOne) {
  limits_.call_timeout = absl::Seconds(60);
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  session().NextRequest();
  Advance(absl::Seconds(61));
  EXPECT_EQ(call->Wait().status.error_message(), "no answer within 1m");
}

TEST_F(CallHandlerTest, ClientThatCancelsCancelsAtTheRouter) {
  Serve();
  v1::CallRequest request = CallOf("com.example.add");
  request.mutable_options()->set_cancel_mode(v1::CANCEL_MODE_KILL);
  session().SetFeature("dealer", "call_canceling");
  const auto call = StartCall(request);
  const auto sent = session().NextRequest();
  call->context.TryCancel();
  EXPECT_EQ(call->Wait().status.error_code(), StatusCode::CANCELLED);
  const auto cancelled = session().NextCancelled();
  EXPECT_EQ(cancelled.id, sent.id);
  EXPECT_EQ(cancelled.mode, wamp::CancelMode::kKill);
}

TEST_F(CallHandlerTest, ClientThatCancelsWhileItWaitsSendsNothing) {
  ServeWithoutSession();
  const auto call = StartCall(CallOf("com.example.add"));
  pool().AwaitWaiters(1);
  call->context.TryCancel();
  pool().AwaitWaiters(0);
  EXPECT_EQ(call->Wait().status.error_code(), StatusCode::CANCELLED);
}

TEST_F(CallHandlerTest, RefusedJoinIsTheCallersReason) {
  ServeWithoutSession();
  const auto call = StartCall(CallOf("com.example.add"));
  pool().AwaitWaiters(1);
  pool().RefuseWaiters(FailureOfJoin({.identity = "orders",
                                      .realm = "realm1",
                                      .router = "main",
                                      .uri = "wamp.error.not_authorized",
                                      .message = "no such ticket"},
                                     Credentials::kStatic));
  const Seen seen = call->Wait();
  ExpectLocated(seen, StatusCode::UNAVAILABLE, "NOT_SENT");
  EXPECT_EQ(seen.status.error_message(),
            "identity orders cannot join realm1 at main: "
            "wamp.error.not_authorized (\"no such ticket\")");
  EXPECT_EQ(seen.error, "wamp.error.not_authorized");
}

TEST_F(CallHandlerTest, SessionLostJustBeforeIsFollowedByTheNext) {
  Serve();
  session().FailRequests(absl::FailedPreconditionError("gone"));
  const auto call = StartCall(CallOf("com.example.add"));
  pool().AwaitWaiters(1);
  const auto next = std::make_shared<Fake>(12);
  pool().GiveToWaiters(next);
  const auto request = next->NextRequest();
  next->Answer(request.id, {nullptr, wamp::Result{.request = request.id}});
  EXPECT_TRUE(call->Wait().status.ok());
  EXPECT_EQ(pool().reported_lost(), 1u);
}

TEST_F(CallHandlerTest, SessionsThatAreAlwaysLostEndTheCall) {
  Serve();
  session().FailRequests(absl::FailedPreconditionError("gone"));
  const auto call = StartCall(CallOf("com.example.add"));
  const auto lost = std::make_shared<Fake>(12);
  lost->FailRequests(absl::FailedPreconditionError("gone"));
  for (int i = 0; i < 2; ++i) {
    pool().AwaitWaiters(1);
    pool().GiveToWaiters(lost);
  }
  const Seen seen = call->Wait();
  ExpectLocated(seen, StatusCode::UNAVAILABLE, "NOT_SENT");
  EXPECT_THAT(seen.status.error_message(), HasSubstr("lost as soon as"));
}

TEST_F(CallHandlerTest, FullWriteBufferIsNotSent) {
  Serve();
  session().FailRequests(absl::ResourceExhaustedError("write_buffer_bytes"));
  const auto call = StartCall(CallOf("com.example.add"));
  ExpectLocated(call->Wait(), StatusCode::RESOURCE_EXHAUSTED, "NOT_SENT");
}

TEST_F(CallHandlerTest, PinnedSessionThatIsGoneIsNotReplaced) {
  Serve();
  v1::CallRequest request = CallOf("com.example.add");
  request.mutable_options()->set_session_id(10);
  const Seen seen = StartCall(request)->Wait();
  ExpectLocated(seen, StatusCode::FAILED_PRECONDITION, "NOT_SENT");
  EXPECT_EQ(seen.status.error_message(),
            "options.session_id: no session 10 of identity orders is live "
            "here");
}

TEST_F(CallHandlerTest, MessageOverTheRoutersLimitIsRejected) {
  Serve();
  session().SetMessageBytesMax(100);
  v1::CallRequest request = CallOf("com.example.add");
  request.mutable_payload()->set_json("[\"" + std::string(100, 'x') + "\"]");
  const Seen seen = StartCall(request)->Wait();
  ExpectLocated(seen, StatusCode::RESOURCE_EXHAUSTED, "REJECTED");
  EXPECT_THAT(session().TakeRequests(), IsEmpty());
}

TEST_F(CallHandlerTest, AnswerOverTheClientsLimitIsUnknown) {
  limits_.grpc_message_bytes_max = 100;
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  const std::string args = "[\"" + std::string(200, 'x') + "\"]";
  AnswerResult(session().NextRequest().id, args);
  const Seen seen = call->Wait();
  EXPECT_EQ(seen.status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(seen.outcome, "UNKNOWN");
  EXPECT_THAT(seen.status.error_message(),
              HasSubstr("more than grpc.max_message_bytes (100)"));
}

TEST_F(CallHandlerTest, ResultThatCannotBeReadIsUnknown) {
  Serve();
  const auto call = StartCall(CallOf("com.example.add"));
  std::string args;
  for (int i = 0; i < 70; ++i) args.insert(0, "[").append("]");
  AnswerResult(session().NextRequest().id, args);
  ExpectLocated(call->Wait(), StatusCode::INTERNAL, "UNKNOWN");
}

TEST_F(CallHandlerTest, MetadataGoesAlongAsAKwarg) {
  propagated_keys_ = {"traceparent", "tenant"};
  Serve();
  v1::CallRequest request = CallOf("com.example.add");
  (*request.mutable_options()->mutable_metadata())["tenant"] = "mine";
  const auto call = StartCall(
      request,
      {{"traceparent", "00-1"}, {"tenant", "theirs"}, {"other", "stays"}});
  const auto sent = session().NextRequest();
  EXPECT_EQ(sent.tail,
            R"(,{},"com.example.add",[2,3],)"
            R"({"_metadata":{"tenant":"mine","traceparent":"00-1"}}])");
  AnswerResult(sent.id, "[5]");
  EXPECT_TRUE(call->Wait().status.ok());
}

TEST_F(CallHandlerTest, TracedCallTellsItsCalleeWhereItStands) {
  constexpr char kTrace[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-";
  static SpanQueue queue(10);  // outlives the RPC
  static Tracer tracer(queue, {});
  tracer_ = &tracer;
  Serve();
  const auto call =
      StartCall(CallOf("com.example.add"),
                {{"traceparent", std::string(kTrace) + "00f067aa0ba902b7-01"}});
  const auto sent = session().NextRequest();
  AnswerResult(sent.id, "[5]");
  EXPECT_TRUE(call->Wait().status.ok());
  const std::vector<Span> spans = queue.Take(4, absl::Seconds(30));
  ASSERT_EQ(spans.size(), 4u);
  EXPECT_EQ(spans[1].name, "CALL");
  EXPECT_THAT(sent.tail, HasSubstr("\"_metadata\":{\"traceparent\":\"" +
                                   TraceparentOf(spans[1].context) + "\"}"));
  EXPECT_THAT(TraceparentOf(spans[1].context), StartsWith(kTrace));
}

TEST_F(CallHandlerTest, MetadataBesideAKwargOfThatNameIsRejected) {
  Serve();
  v1::CallRequest request = CallOf("com.example.add");
  request.mutable_payload()->set_json(R"({"kwargs":{"_metadata":1}})");
  (*request.mutable_options()->mutable_metadata())["tenant"] = "mine";
  const Seen seen = StartCall(request)->Wait();
  ExpectLocated(seen, StatusCode::INVALID_ARGUMENT, "REJECTED");
  EXPECT_THAT(session().TakeRequests(), IsEmpty());
}

TEST_F(CallHandlerTest, UnknownIdentityIsRejected) {
  Serve();
  v1::CallRequest request = CallOf("com.example.add");
  request.set_identity("nobody");
  const Seen seen = StartCall(request)->Wait();
  EXPECT_EQ(seen.status.error_code(), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(seen.outcome, "REJECTED");
  EXPECT_EQ(seen.status.error_message(),
            "identity \"nobody\" does not exist or is not allowed");
}

TEST_F(CallHandlerTest, BadProcedureIsRejected) {
  Serve();
  const Seen seen = StartCall(CallOf("com..add"))->Wait();
  EXPECT_EQ(seen.status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(seen.outcome, "REJECTED");
  EXPECT_THAT(seen.status.error_message(), StartsWith("procedure: "));
}

TEST_F(CallHandlerTest, BadPayloadIsRejected) {
  Serve();
  v1::CallRequest request = CallOf("com.example.add");
  request.mutable_payload()->set_json("[1,");
  const Seen seen = StartCall(request)->Wait();
  EXPECT_EQ(seen.status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(seen.outcome, "REJECTED");
  EXPECT_THAT(session().TakeRequests(), IsEmpty());
}

}  // namespace
}  // namespace wampbridge::bridge
