// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/register_stream.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "wamp/transport/fake_client_connection.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Given = RegisterStream::Given;
using Took = CalleeSink::Took;

class RegisterStreamTest : public testing::Test {
 protected:
  RegisterStreamTest()
      : session_(std::make_shared<transport::FakeClientConnection>(11)) {
    options_.procedures.resize(2);
    options_.procedures[0].set_uri("com.a");
    options_.procedures[0].set_match(v1::MATCH_EXACT);
    options_.procedures[1].set_uri("com.b");
    options_.procedures[1].set_match(v1::MATCH_PREFIX);
    options_.form = v1::PAYLOAD_FORM_JSON;
    options_.traits = [](const transport::ClientConnection& connection) {
      RouterTraits traits;
      traits.name = "main";
      traits.has = [&connection](std::string_view role,
                                 std::string_view feature) {
        return connection.RouterHas(role, feature);
      };
      return traits;
    };
  }

  RegisterStream& stream() {
    if (stream_ == nullptr) {
      stream_ = std::make_unique<RegisterStream>(
          options_, RegisterStream::Hooks{.ready = [this] { ++ready_; },
                                          .room = [this] { ++room_; },
                                          .ending = [this] { ++ending_; }});
    }
    return *stream_;
  }

  Took Offer(uint64_t request, wamp::Dict details = {},
             std::string_view args = "[1]") {
    const wamp::Invocation invocation{.request = {request},
                                      .registration = {50},
                                      .details = std::move(details),
                                      .payload = {args, {}}};
    return stream().Offer(
        {.procedure = 0, .connection = session_, .invocation = invocation});
  }

  v1::RegisterResponse Next() {
    v1::RegisterResponse response;
    const auto taken = stream().Take();
    const auto* octets = std::get_if<std::string>(&taken);
    if (octets == nullptr) {
      ADD_FAILURE() << "no frame";
    } else {
      EXPECT_TRUE(response.ParseFromString(*octets));
    }
    return response;
  }
  bool Empty() {
    return std::holds_alternative<RegisterStream::Nothing>(stream().Take());
  }
  std::optional<RegisterStream::End> Ended() {
    auto taken = stream().Take();
    auto* end = std::get_if<RegisterStream::End>(&taken);
    if (end == nullptr) return std::nullopt;
    return std::move(*end);
  }

  absl::StatusOr<Given> Result(uint64_t id, const std::string& json,
                               bool progress = false) {
    v1::InvocationResult result;
    result.set_invocation_id(id);
    result.mutable_payload()->set_json(json);
    result.set_progress(progress);
    return stream().Answer(result);
  }
  absl::StatusOr<Given> Error(uint64_t id, const std::string& uri) {
    v1::InvocationError error;
    error.set_invocation_id(id);
    error.set_error_uri(uri);
    return stream().Answer(error);
  }

  RegisterStream::Options options_;
  std::shared_ptr<transport::FakeClientConnection> session_;
  std::unique_ptr<RegisterStream> stream_;
  int ready_ = 0;
  int room_ = 0;
  int ending_ = 0;
};

TEST_F(RegisterStreamTest, InvocationIsGivenWithItsDetails) {
  ASSERT_EQ(Offer(7, {{"caller", 42},
                      {"caller_authid", "joe"},
                      {"receive_progress", true},
                      {"timeout", 1500},
                      {"x_other", 3}}),
            Took::kTaken);
  EXPECT_EQ(ready_, 1);
  const v1::RegisterResponse frame = Next();
  const v1::Invocation& invocation = frame.invocation();
  EXPECT_EQ(invocation.invocation_id(), 1u);
  EXPECT_EQ(invocation.procedure(), "com.a");
  EXPECT_EQ(invocation.registration_id(), 50u);
  EXPECT_EQ(invocation.payload().json(), "{\"args\":[1]}");
  EXPECT_EQ(invocation.caller(), 42u);
  EXPECT_EQ(invocation.caller_authid(), "joe");
  EXPECT_TRUE(invocation.receive_progress());
  EXPECT_EQ(invocation.timeout().seconds(), 1);
  EXPECT_EQ(invocation.details().size(), 1u);
  EXPECT_EQ(invocation.details().at("x_other").int64_value(), 3);
}

TEST_F(RegisterStreamTest, ResultGoesToTheSessionThatAsked) {
  Offer(7);
  ASSERT_EQ(*Result(1, "[3]"), Given::kDone);
  EXPECT_THAT(session_->TakeAnswers(), ElementsAre("[70,7,{},[3]]"));
  EXPECT_EQ(*Result(1, "[4]"), Given::kIgnored);
  EXPECT_THAT(session_->TakeAnswers(), IsEmpty());
}

TEST_F(RegisterStreamTest, ProgressGoesToWhoAskedForIt) {
  Offer(7, {{"receive_progress", true}});
  Offer(8);
  EXPECT_EQ(*Result(1, "[1]", true), Given::kDone);
  EXPECT_EQ(*Result(2, "[1]", true), Given::kIgnored);
  EXPECT_EQ(*Result(1, "[2]"), Given::kDone);
  EXPECT_EQ(*Result(2, "[2]"), Given::kDone);
  EXPECT_THAT(session_->TakeAnswers(),
              ElementsAre("[70,7,{\"progress\":true},[1]]", "[70,7,{},[2]]",
                          "[70,8,{},[2]]"));
}

TEST_F(RegisterStreamTest, ErrorGoesOutByItsUri) {
  Offer(7);
  EXPECT_EQ(*Error(1, "com.example.broken"), Given::kDone);
  EXPECT_THAT(session_->TakeAnswers(),
              ElementsAre("[8,68,7,{},\"com.example.broken\"]"));
}

TEST_F(RegisterStreamTest, InvocationThatWasNeverGivenIsAFault) {
  Offer(7);
  EXPECT_EQ(Result(2, "[]").status(),
            absl::InvalidArgumentError(
                "invocation_id: 2 was never given to this stream"));
  EXPECT_EQ(Error(0, "com.x").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(RegisterStreamTest, BadAnswersEndTheInvocationAndAreTold) {
  for (const std::string json : {"[", "[1e999]", "{\"x\":1}"}) {
    Offer(7);
    const uint64_t id = Next().invocation().invocation_id();
    EXPECT_EQ(*Result(id, json), Given::kDone) << json;
    const v1::RegisterResponse told = Next();
    EXPECT_EQ(told.interrupt().invocation_id(), id);
    EXPECT_THAT(told.interrupt().reason(), HasSubstr("payload")) << json;
    EXPECT_THAT(session_->TakeAnswers(),
                ElementsAre(HasSubstr("[8,68,7,{},\"wampbridge.error.invalid_"
                                      "argument\",[\"payload")));
  }
}

TEST_F(RegisterStreamTest, BadErrorUriNeverReachesTheRouter) {
  for (const std::string uri : {"", "a..b", "a b", "com.x#"}) {
    Offer(7);
    const uint64_t id = Next().invocation().invocation_id();
    EXPECT_EQ(*Error(id, uri), Given::kDone) << uri;
    EXPECT_THAT(Next().interrupt().reason(), HasSubstr("error_uri")) << uri;
    EXPECT_THAT(session_->TakeAnswers(),
                ElementsAre(HasSubstr("wampbridge.error.invalid_argument")));
  }
}

TEST_F(RegisterStreamTest, AnswerLargerThanTheRouterTakesIsTold) {
  session_->SetMessageBytesMax(2000);
  Offer(7);
  Next();
  EXPECT_EQ(*Result(1, absl::StrCat("[\"", std::string(2000, 'x'), "\"]")),
            Given::kDone);
  EXPECT_THAT(Next().interrupt().reason(),
              HasSubstr("2004 octets; router main takes messages of at most "
                        "2000"));
  EXPECT_THAT(session_->TakeAnswers(),
              ElementsAre(HasSubstr("wamp.error.payload_size_exceeded")));
}

TEST_F(RegisterStreamTest, AnswerThatFindsTheBufferFullIsGivenAgain) {
  Offer(7);
  session_->FailRequests(absl::ResourceExhaustedError("full"));
  EXPECT_EQ(*Result(1, "[3]"), Given::kBlocked);
  session_->FailRequests(absl::OkStatus());
  EXPECT_EQ(*Result(1, "[3]"), Given::kDone);
  EXPECT_THAT(session_->TakeAnswers(), ElementsAre("[70,7,{},[3]]"));
}

TEST_F(RegisterStreamTest, ConcurrencyIsBoundedAndRoomIsTold) {
  options_.concurrency = 2;
  EXPECT_EQ(Offer(1), Took::kTaken);
  EXPECT_EQ(Offer(2), Took::kTaken);
  EXPECT_EQ(Offer(3), Took::kFull);
  EXPECT_EQ(room_, 0);
  EXPECT_EQ(*Result(1, "[]"), Given::kDone);
  EXPECT_EQ(room_, 1);
  EXPECT_EQ(*Result(2, "[]"), Given::kDone);
  EXPECT_EQ(room_, 1);
  EXPECT_EQ(Offer(3), Took::kTaken);
}

TEST_F(RegisterStreamTest, OctetsThatWaitAreBoundedAndRoomIsTold) {
  options_.octets_max = 100;
  const std::string large = absl::StrCat("[\"", std::string(200, 'x'), "\"]");
  EXPECT_EQ(Offer(1, {}, large), Took::kTaken);
  EXPECT_EQ(Offer(2), Took::kFull);
  Next();
  EXPECT_EQ(room_, 1);
  EXPECT_EQ(Offer(2), Took::kTaken);
}

TEST_F(RegisterStreamTest, InvocationThatDoesNotFitIsAnsweredHere) {
  EXPECT_EQ(Offer(7, {}, "[\"\\u0000AA=\"]"), Took::kTaken);
  options_.frame_bytes_max = 50;
  stream_ = nullptr;
  EXPECT_EQ(Offer(8, {}, absl::StrCat("[\"", std::string(50, 'x'), "\"]")),
            Took::kTaken);
  EXPECT_TRUE(Empty());
  EXPECT_EQ(stream().running(), 0u);
  EXPECT_THAT(session_->TakeAnswers(),
              testing::Contains(
                  HasSubstr("[8,68,8,{},\"wamp.error.invalid_argument\"")));
}

TEST_F(RegisterStreamTest, ChunksCarryTheNumberOfTheirFirst) {
  Offer(7, {{"progress", true}});
  EXPECT_TRUE(Next().invocation().progress());
  const wamp::Invocation chunk{
      .request = {7}, .registration = {50}, .payload = {"[2]", {}}};
  EXPECT_TRUE(stream().Continue(session_, chunk));
  const v1::RegisterResponse frame = Next();
  EXPECT_EQ(frame.invocation().invocation_id(), 1u);
  EXPECT_FALSE(frame.invocation().progress());
  EXPECT_EQ(frame.invocation().payload().json(), "{\"args\":[2]}");
  Result(1, "[]").IgnoreError();
  EXPECT_FALSE(stream().Continue(session_, chunk));
}

TEST_F(RegisterStreamTest, ChunksOfASlowClientEndTheInvocation) {
  options_.octets_max = 40;
  Offer(7, {{"progress", true}});
  const wamp::Invocation chunk{.request = {7},
                               .registration = {50},
                               .details = {{"progress", true}},
                               .payload = {"[2]", {}}};
  while (stream().running() > 0) {
    ASSERT_TRUE(stream().Continue(session_, chunk));
  }
  EXPECT_THAT(session_->TakeAnswers(),
              ElementsAre(HasSubstr("wamp.error.unavailable")));
}

TEST_F(RegisterStreamTest, KillWaitsForTheClientAndKillNoWaitDoesNot) {
  Offer(7);
  Offer(8);
  EXPECT_TRUE(stream().Interrupt(
      session_, {.request = {7}, .options = {{"mode", "kill"}}}));
  EXPECT_TRUE(stream().Interrupt(
      session_, {.request = {8}, .options = {{"mode", "killnowait"}}}));
  EXPECT_FALSE(stream().Interrupt(session_, {.request = {9}}));
  Next();
  Next();
  EXPECT_EQ(Next().interrupt().mode(), v1::INTERRUPT_MODE_KILL);
  EXPECT_EQ(Next().interrupt().mode(), v1::INTERRUPT_MODE_KILLNOWAIT);
  EXPECT_EQ(*Error(1, "wamp.error.canceled"), Given::kDone);
  EXPECT_EQ(*Error(2, "wamp.error.canceled"), Given::kIgnored);
  EXPECT_THAT(session_->TakeAnswers(),
              ElementsAre("[8,68,8,{},\"wamp.error.canceled\"]",
                          "[8,68,7,{},\"wamp.error.canceled\"]"));
}

TEST_F(RegisterStreamTest, LostSessionVoidsWhatRunsAndWhatIsNotWritten) {
  Offer(7);
  Offer(8);
  Next();
  stream().OnSessionLost();
  stream().OnInterrupted("gone", absl::FromUnixSeconds(5));
  EXPECT_EQ(Next().interrupted().reason(), "gone");
  EXPECT_TRUE(Empty());
  EXPECT_EQ(*Result(1, "[]"), Given::kIgnored);
  EXPECT_EQ(*Result(2, "[]"), Given::kIgnored);
}

TEST_F(RegisterStreamTest, RegisteredStandsBehindItsGap) {
  stream().OnRegistered(
      {.procedure = 1,
       .registration = {51},
       .session = {12},
       .gap = CalleeSink::SessionGap{"gone", absl::FromUnixSeconds(5),
                                     absl::FromUnixSeconds(9)}});
  const v1::RegisterResponse first = Next();
  EXPECT_EQ(first.gap().reason(), v1::GAP_REASON_SESSION_LOST);
  EXPECT_EQ(first.gap().from().seconds(), 5);
  EXPECT_EQ(first.gap().to().seconds(), 9);
  ASSERT_EQ(first.gap().topics_size(), 1);
  EXPECT_EQ(first.gap().topics(0).uri(), "com.b");
  const v1::RegisterResponse second = Next();
  EXPECT_EQ(second.registered().procedure(), "com.b");
  EXPECT_EQ(second.registered().match(), v1::MATCH_PREFIX);
  EXPECT_EQ(second.registered().registration_id(), 51u);
  EXPECT_EQ(second.registered().session_id(), 12u);
}

TEST_F(RegisterStreamTest, FinishAnswersWhatRuns) {
  Offer(7);
  Next();
  stream().Finish(std::nullopt);
  EXPECT_EQ(ending_, 1);
  EXPECT_THAT(session_->TakeAnswers(),
              ElementsAre("[8,68,7,{},\"wamp.error.canceled\"]"));
  const auto end = Ended();
  ASSERT_TRUE(end.has_value());
  EXPECT_FALSE(end->failure.has_value());
  EXPECT_TRUE(Empty());
  EXPECT_EQ(Offer(8), Took::kFull);
}

TEST_F(RegisterStreamTest, FinishWhenIdleWaitsForProceduresAndInvocations) {
  Offer(7);
  Next();
  stream().FinishWhenIdle(Rejected(absl::FailedPreconditionError("revoked")));
  stream().OnUnregistered(0, "");
  stream().OnUnregistered(1, "x");
  EXPECT_EQ(Next().unregistered().procedure(), "com.a");
  EXPECT_EQ(Next().unregistered().reason(), "x");
  EXPECT_TRUE(Empty());
  EXPECT_EQ(*Result(1, "[]"), Given::kDone);
  const auto end = Ended();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->failure->message, "revoked");
}

TEST_F(RegisterStreamTest, ClientThatReadsNothingEndsItsStream) {
  options_.octets_max = 100;
  for (int i = 0; i < 100; ++i) {
    stream().OnInterrupted("router gone", absl::UnixEpoch());
  }
  EXPECT_EQ(ending_, 1);
  std::optional<RegisterStream::End> end;
  for (int i = 0; i < 100 && !end; ++i) end = Ended();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->failure->code, grpc::StatusCode::RESOURCE_EXHAUSTED);
}

}  // namespace
}  // namespace wampbridge::bridge
