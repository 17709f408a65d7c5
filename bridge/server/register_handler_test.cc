// SPDX-License-Identifier: Apache-2.0
// Register, from a gRPC client to what a router would see, and back.
#include <thread>

#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;

class RegisterHandlerTest : public ServerTest {
 protected:
  ~RegisterHandlerTest() override {
    if (stream_ != nullptr && !finished_) {
      context_.TryCancel();
      stream_->Finish();
    }
  }

  void Open() {
    Serve();
    stream_ = stub().Register(&context_);
  }

  void Send(const v1::RegisterRequest& frame) { stream_->Write(frame); }

  static v1::RegisterRequest Register(const std::string& uri) {
    v1::RegisterRequest frame;
    frame.mutable_register_()->add_procedures()->set_uri(uri);
    frame.mutable_register_()->set_payload_form(v1::PAYLOAD_FORM_JSON);
    return frame;
  }

  // Opens a stream that serves com.example.add as registration 50.
  void OpenRegistered(uint32_t max_concurrency = 0) {
    Open();
    v1::RegisterRequest frame = Register("com.example.add");
    frame.mutable_register_()->set_max_concurrency(max_concurrency);
    Send(frame);
    AnswerRegistered(session().NextRequest().id, 50);
    EXPECT_EQ(Next().registered().registration_id(), 50u);
  }

  static wamp::Invocation Of(uint64_t request) {
    return {
        .request = {request}, .registration = {50}, .payload = {"[2,3]", {}}};
  }

  void SendResult(uint64_t id, const std::string& json) {
    v1::RegisterRequest frame;
    frame.mutable_result()->set_invocation_id(id);
    frame.mutable_result()->mutable_payload()->set_json(json);
    Send(frame);
  }

  v1::RegisterResponse Next() {
    v1::RegisterResponse response;
    EXPECT_TRUE(stream_->Read(&response));
    return response;
  }

  Seen Finish() {
    v1::RegisterResponse response;
    while (stream_->Read(&response)) {
    }
    finished_ = true;
    const grpc::Status status = stream_->Finish();
    return SeenOf(context_, status);
  }

  void ExpectInvalid(const std::string& message) {
    const Seen seen = Finish();
    EXPECT_EQ(seen.status.error_code(), StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(seen.status.error_message(), HasSubstr(message));
    EXPECT_EQ(seen.outcome, "REJECTED");
  }

  grpc::ClientContext context_;
  std::unique_ptr<
      grpc::ClientReaderWriter<v1::RegisterRequest, v1::RegisterResponse>>
      stream_;

 private:
  bool finished_ = false;
};

TEST_F(RegisterHandlerTest, InvocationGoesToTheClientAndItsResultBack) {
  OpenRegistered();
  Invoke(Of(7));
  const v1::RegisterResponse frame = Next();
  EXPECT_EQ(frame.invocation().procedure(), "com.example.add");
  EXPECT_EQ(frame.invocation().payload().json(), "{\"args\":[2,3]}");
  SendResult(frame.invocation().invocation_id(), "[5]");
  EXPECT_EQ(session().NextAnswer(), "[70,7,{},[5]]");
}

TEST_F(RegisterHandlerTest, StreamWithoutASessionIsToldSo) {
  ServeWithoutSession();
  stream_ = stub().Register(&context_);
  Send(Register("com.example.add"));
  EXPECT_EQ(Next().interrupted().reason(), "not connected yet");
  Join(12);
  AnswerRegistered(session().NextRequest().id, 50);
  EXPECT_EQ(Next().registered().session_id(), 12u);
}

TEST_F(RegisterHandlerTest, RegistrationComesBackWithAGap) {
  OpenRegistered();
  Lose();
  EXPECT_EQ(Next().interrupted().reason(), "reset");
  Join(12);
  const auto request = session().NextRequest();
  EXPECT_THAT(request.tail, HasSubstr("com.example.add"));
  AnswerRegistered(request.id, 60);
  EXPECT_EQ(Next().gap().reason(), v1::GAP_REASON_SESSION_LOST);
  EXPECT_EQ(Next().registered().registration_id(), 60u);
}

TEST_F(RegisterHandlerTest, HalfCloseGivesTheRegistrationBackAndEndsWell) {
  OpenRegistered();
  Invoke(Of(7));
  Next();
  stream_->WritesDone();
  EXPECT_EQ(session().NextAnswer(), "[8,68,7,{},\"wamp.error.canceled\"]");
  EXPECT_EQ(session().NextRequest().type, wamp::MessageType::kUnregister);
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(RegisterHandlerTest, ClientThatGoesLeavesNothingUnanswered) {
  OpenRegistered();
  Invoke(Of(7));
  Next();
  context_.TryCancel();
  EXPECT_EQ(session().NextAnswer(), "[8,68,7,{},\"wamp.error.canceled\"]");
  EXPECT_EQ(session().NextRequest().type, wamp::MessageType::kUnregister);
  EXPECT_EQ(Finish().status.error_code(), StatusCode::CANCELLED);
}

TEST_F(RegisterHandlerTest, UnregisteredProcedureIsServedUntilTheRouterSaysSo) {
  OpenRegistered();
  v1::RegisterRequest frame;
  frame.mutable_unregister()->set_procedure("com.example.add");
  Send(frame);
  const auto request = session().NextRequest();
  EXPECT_EQ(request.type, wamp::MessageType::kUnregister);
  Invoke(Of(7));
  const uint64_t id = Next().invocation().invocation_id();
  OnLoop([&] { session().AnswerUnregistered(request.id); });
  EXPECT_EQ(Next().unregistered().procedure(), "com.example.add");
  SendResult(id, "[5]");
  EXPECT_EQ(session().NextAnswer(), "[70,7,{},[5]]");
  stream_->WritesDone();
  EXPECT_TRUE(Finish().status.ok());
}

TEST_F(RegisterHandlerTest, WhatWaitsIsServedWhenThereIsRoom) {
  OpenRegistered(/*max_concurrency=*/1);
  Invoke(Of(7));
  Invoke(Of(8));
  const v1::RegisterResponse first = Next();
  SendResult(first.invocation().invocation_id(), "[5]");
  EXPECT_EQ(session().NextAnswer(), "[70,7,{},[5]]");
  SendResult(Next().invocation().invocation_id(), "[6]");
  EXPECT_EQ(session().NextAnswer(), "[70,8,{},[6]]");
}

TEST_F(RegisterHandlerTest, InterruptIsAFrame) {
  OpenRegistered();
  Invoke(Of(7));
  Next();
  Interrupt({.request = {7}, .options = {{"mode", "killnowait"}}});
  EXPECT_EQ(Next().interrupt().mode(), v1::INTERRUPT_MODE_KILLNOWAIT);
  EXPECT_EQ(session().NextAnswer(), "[8,68,7,{},\"wamp.error.canceled\"]");
}

TEST_F(RegisterHandlerTest, AnswerWaitsForRoomInTheWriteBuffer) {
  OpenRegistered();
  Invoke(Of(7));
  const uint64_t id = Next().invocation().invocation_id();
  session().FailRequests(absl::ResourceExhaustedError("full"));
  SendResult(id, "[5]");
  session().FailRequests(absl::OkStatus());
  // However often it was tried meanwhile, it arrives once.
  std::string answer;
  std::thread reader([&] { answer = session().NextAnswer(); });
  Advance(absl::Seconds(1));
  reader.join();
  EXPECT_EQ(answer, "[70,7,{},[5]]");
}

TEST_F(RegisterHandlerTest, RefusedRegistrationEndsTheStream) {
  Open();
  Send(Register("com.example.add"));
  const auto request = session().NextRequest();
  OnLoop([&] {
    session().AnswerError(request.id, "wamp.error.procedure_already_exists");
  });
  ExpectLocated(Finish(), StatusCode::ALREADY_EXISTS, "REMOTE_ERROR");
}

TEST_F(RegisterHandlerTest, FirstFrameMustRegister) {
  Open();
  SendResult(1, "[]");
  ExpectInvalid("register: must be the first frame");
}

TEST_F(RegisterHandlerTest, OnlyTheFirstFrameMayRegister) {
  OpenRegistered();
  Send(Register("com.example.other"));
  ExpectInvalid("register: only the first frame may");
}

TEST_F(RegisterHandlerTest, EmptyFrameEndsTheStream) {
  OpenRegistered();
  Send({});
  ExpectInvalid("frame: is required");
}

TEST_F(RegisterHandlerTest, InvocationThatWasNeverGivenEndsTheStream) {
  OpenRegistered();
  SendResult(1, "[]");
  ExpectInvalid("invocation_id: 1 was never given");
}

TEST_F(RegisterHandlerTest, AnswerToAFinishedInvocationIsIgnored) {
  OpenRegistered();
  Invoke(Of(7));
  const uint64_t id = Next().invocation().invocation_id();
  SendResult(id, "[5]");
  SendResult(id, "[6]");
  Invoke(Of(8));
  SendResult(Next().invocation().invocation_id(), "[7]");
  EXPECT_EQ(session().NextAnswer(), "[70,7,{},[5]]");
  EXPECT_EQ(session().NextAnswer(), "[70,8,{},[7]]");
}

TEST_F(RegisterHandlerTest, StrangeProcedureIsNotUnregistered) {
  OpenRegistered();
  v1::RegisterRequest frame;
  frame.mutable_unregister()->set_procedure("com.example.add");
  frame.mutable_unregister()->set_match(v1::MATCH_PREFIX);
  Send(frame);
  ExpectInvalid("unregister.procedure: com.example.add with this match");
}

TEST_F(RegisterHandlerTest, BadRequestNeverReachesTheRouter) {
  Open();
  Send(Register("com..example"));
  ExpectInvalid("procedures[0].uri");
  EXPECT_EQ(session().requests(), 0u);
}

TEST_F(RegisterHandlerTest, FeatureThatTheRouterLacksIsNamed) {
  Open();
  v1::RegisterRequest frame = Register("com.example.add");
  frame.mutable_register_()->mutable_procedures(0)->set_invoke(
      v1::INVOKE_ROUNDROBIN);
  Send(frame);
  const Seen seen = Finish();
  EXPECT_EQ(seen.status.error_code(), StatusCode::UNIMPLEMENTED);
  EXPECT_THAT(seen.status.error_message(), HasSubstr("shared_registration"));
  EXPECT_THAT(seen.status.error_message(), HasSubstr("main"));
}

TEST_F(RegisterHandlerTest, DrainEndsTheStreamAfterItsLastInvocation) {
  OpenRegistered();
  Invoke(Of(7));
  const uint64_t id = Next().invocation().invocation_id();
  BeginDrain();
  const auto request = session().NextRequest();
  EXPECT_EQ(request.type, wamp::MessageType::kUnregister);
  OnLoop([&] { session().AnswerUnregistered(request.id); });
  EXPECT_TRUE(Next().has_unregistered());
  SendResult(id, "[5]");
  EXPECT_EQ(session().NextAnswer(), "[70,7,{},[5]]");
  const Seen seen = Finish();
  EXPECT_EQ(seen.status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_TRUE(seen.retry_info);
}

TEST_F(RegisterHandlerTest, RevokedRegistrationEndsTheStream) {
  OpenRegistered();
  RevokeRegistration(
      {.details = {{"registration", 50}, {"reason", "com.example.no"}}});
  EXPECT_EQ(Next().unregistered().reason(), "com.example.no");
  const Seen seen = Finish();
  EXPECT_EQ(seen.status.error_code(), StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(seen.status.error_message(), HasSubstr("com.example.no"));
}

TEST_F(RegisterHandlerTest, MetadataComesBesideThePayload) {
  OpenRegistered();
  wamp::Invocation invocation = Of(7);
  invocation.payload.kwargs = R"({"_metadata":{"trace":"4711"},"a":1})";
  Invoke(invocation);
  const v1::Invocation frame = Next().invocation();
  EXPECT_EQ(frame.metadata().at("trace"), "4711");
  EXPECT_EQ(frame.payload().json(), R"({"args":[2,3],"kwargs":{"a":1}})");
}

}  // namespace
}  // namespace wampbridge::bridge
