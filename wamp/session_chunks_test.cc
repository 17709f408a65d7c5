// SPDX-License-Identifier: Apache-2.0
// Calls in chunks: several CALLs under one request id (advanced profile,
// "Progressive Call Invocations").
#include "wamp/message_codec.h"
#include "wamp/session_fixture.h"

namespace wampbridge::wamp {
namespace {

class SessionChunksTest : public SessionTest {
 protected:
  EncodedRequest More(std::string_view args = {}) {
    return EncodedCall(Dict{{"progress", true}}, args);
  }
  RequestId Begin() { return Call(nullptr, Dict{{"progress", true}}); }
  absl::StatusCode CodeOfMore(RequestId id) {
    return session().CallMore(id, EncodedCall()).code();
  }
};

TEST_F(SessionChunksTest, ChunksGoOutInOrderUnderOneId) {
  Establish();
  const RequestId id = Begin();
  EXPECT_TRUE(session().CallMore(id, More("[1]")).ok());
  EXPECT_TRUE(session().CallMore(id, EncodedCall({}, "[2]")).ok());
  EXPECT_EQ(session().pending_requests(), 1u);
  EXPECT_EQ(Call(), RequestId{id.value + 1});
  const std::vector<Message> sent = Sent();
  ASSERT_EQ(sent.size(), 4u);
  const std::string_view args[] = {"", "[1]", "[2]"};
  for (size_t i = 0; i < 3; ++i) {
    const auto& call = std::get<wamp::Call>(sent[i]);
    EXPECT_EQ(call.request, id);
    EXPECT_EQ(call.options.IsTrue("progress"), i < 2);
    EXPECT_EQ(call.procedure, "com.procedure");
    EXPECT_EQ(call.payload.args, args[i]);
  }
}

TEST_F(SessionChunksTest, AnswerEndsTheWholeOnce) {
  Establish();
  int tag = 0;
  const RequestId id = Call(&tag, Dict{{"progress", true}});
  ASSERT_TRUE(session().CallMore(id, EncodedCall()).ok());
  Give(Result{.request = id});
  EXPECT_EQ(EventOne<Answered>().tag, &tag);
  EXPECT_EQ(session().pending_requests(), 0u);
}

TEST_F(SessionChunksTest, ResultsComeBetweenTheChunks) {
  Establish();
  const RequestId id =
      Call(nullptr, Dict{{"progress", true}, {"receive_progress", true}});
  Give(Result{.request = id, .details = Dict{{"progress", true}}});
  EXPECT_FALSE(EventOne<Answered>().last);
  EXPECT_TRUE(session().CallMore(id, EncodedCall()).ok());
}

TEST_F(SessionChunksTest, ChunkAfterTheAnswerIsNotFoundAndNotSent) {
  Establish();
  const RequestId id = Begin();
  Sent();
  Give(Result{.request = id});
  Events();
  EXPECT_EQ(CodeOfMore(id), absl::StatusCode::kNotFound);
  ExpectQuiet();
}

TEST_F(SessionChunksTest, ChunkAfterCancelIsNotFoundAndNotSent) {
  Establish();
  const RequestId id = Begin();
  ASSERT_TRUE(session().Cancel(id, CancelMode::kKillNoWait).ok());
  Sent();
  EXPECT_EQ(CodeOfMore(id), absl::StatusCode::kNotFound);
  ExpectQuiet();
}

TEST_F(SessionChunksTest, ChunkOfAPlainCallIsRefused) {
  Establish();
  const RequestId id = Call();
  Sent();
  EXPECT_EQ(session().CallMore(id, More()),
            absl::FailedPreconditionError("request 1 takes no further chunk"));
  ExpectQuiet();
}

TEST_F(SessionChunksTest, ChunkAfterTheLastIsRefused) {
  Establish();
  const RequestId id = Begin();
  ASSERT_TRUE(session().CallMore(id, EncodedCall()).ok());
  Sent();
  EXPECT_EQ(CodeOfMore(id), absl::StatusCode::kFailedPrecondition);
  ExpectQuiet();
  EXPECT_EQ(session().pending_requests(), 1u);
}

TEST_F(SessionChunksTest, ChunkOfAnotherKindOfRequestIsRefused) {
  Establish();
  const auto topic = EncodeSubscribe(Serializer::kJson, {}, "a.b").value();
  const RequestId id = session().Subscribe(topic, nullptr).value();
  EXPECT_EQ(CodeOfMore(id), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(session().CallMore(Begin(), topic).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(SessionChunksTest, RouterWithoutTheFeatureIsSentNoFirstChunk) {
  SessionOptions options = Options();
  options.ignore_features = {"progressive_call_invocations"};
  Establish(options);
  EXPECT_EQ(session().Call(More(), nullptr).status(),
            absl::UnimplementedError("the router did not announce "
                                     "progressive_call_invocations"));
  ExpectQuiet();
  EXPECT_EQ(Call(), RequestId{1});
}

TEST_F(SessionChunksTest, CallIsHandedOnceItsFirstChunkIs) {
  Establish();
  const RequestId id = Begin();
  ASSERT_TRUE(session().CallMore(id, More()).ok());
  session().ConsumeTransmit(session().PollTransmit().size());
  session().HandleConnectionLost(absl::UnavailableError("reset"));
  const std::vector<SessionEvent> events = Events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(std::get<RequestLost>(events[0]).handed, Handed::kYes);
}

TEST_F(SessionChunksTest, CallIsNotHandedWhileAllItsChunksWait) {
  Establish();
  const RequestId id = Begin();
  ASSERT_TRUE(session().CallMore(id, EncodedCall()).ok());
  Give(Goodbye{.reason = "wamp.close.system_shutdown"});
  const std::vector<SessionEvent> events = Events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(std::get<RequestLost>(events[0]).handed, Handed::kNo);
  SentOne<Goodbye>();
}

TEST_F(SessionChunksTest, ChunksLeaveHalfOfTheBufferToOthers) {
  SessionOptions options = Options();
  options.transmit_bytes_max = 1000;
  Establish(options);
  const RequestId id = Begin();
  absl::Status refused;
  while (refused.ok()) {
    refused = session().CallMore(id, More());
    ASSERT_LE(session().transmit_bytes(), 500u);
  }
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_NE(refused.message().find("the limit is 500"),
            absl::string_view::npos);
  Call();
  // It can go on when there is room again.
  Sent();
  EXPECT_TRUE(session().CallMore(id, EncodedCall()).ok());
}

TEST_F(SessionChunksTest, ChunkThatIsTooLargeLeavesTheCallAsItWas) {
  SessionOptions options = Options();
  options.message_bytes_max = 1000;
  Establish(options);
  const RequestId id = Begin();
  Sent();
  const std::string args = "[\"" + std::string(1000, 'x') + "\"]";
  EXPECT_EQ(session().CallMore(id, EncodedCall({}, args)).code(),
            absl::StatusCode::kResourceExhausted);
  ExpectQuiet();
  EXPECT_TRUE(session().CallMore(id, EncodedCall()).ok());
}

}  // namespace
}  // namespace wampbridge::wamp
