// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/invocation_answer.h"

#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

class InvocationAnswerTest : public testing::Test {
 protected:
  InvocationAnswerTest() {
    traits_.name = "main";
    traits_.has = [this](std::string_view, std::string_view feature) {
      return feature == feature_;
    };
  }

  AnswerWay Way(wamp::Serializer serializer = wamp::Serializer::kJson) const {
    return {{7}, serializer, traits_};
  }

  std::string feature_;
  RouterTraits traits_;
};

TEST_F(InvocationAnswerTest, ResultBecomesAYield) {
  v1::InvocationResult result;
  result.mutable_payload()->set_json("{\"args\":[1],\"kwargs\":{\"a\":2}}");
  result.set_progress(true);
  auto answer = YieldFor(result, Way());
  ASSERT_TRUE(answer.ok()) << answer.status();
  const wamp::Yield& yield = answer->Bound();
  EXPECT_EQ(yield.request.value, 7u);
  EXPECT_EQ(yield.options, wamp::Dict({{"progress", true}}));
  EXPECT_EQ(yield.payload.args, "[1]");
  EXPECT_EQ(yield.payload.kwargs, "{\"a\":2}");
}

TEST_F(InvocationAnswerTest, ErrorAnswersAnInvocation) {
  v1::InvocationError error;
  error.set_error_uri("com.example.no");
  error.mutable_payload()->set_json("[\"why\"]");
  auto answer = ErrorFor(error, Way());
  ASSERT_TRUE(answer.ok()) << answer.status();
  const wamp::Error& message = answer->Bound();
  EXPECT_EQ(message.request_type, wamp::MessageType::kInvocation);
  EXPECT_EQ(message.error, "com.example.no");
  EXPECT_EQ(message.payload.args, "[\"why\"]");
}

TEST_F(InvocationAnswerTest, BadUriIsRefused) {
  v1::InvocationError error;
  EXPECT_EQ(ErrorFor(error, Way()).status(),
            absl::InvalidArgumentError("error_uri: is required"));
  error.set_error_uri("com. x");
  EXPECT_EQ(ErrorFor(error, Way()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(InvocationAnswerTest, WhatTheSerializerCannotSayIsRefused) {
  v1::InvocationResult result;
  result.mutable_payload()->mutable_arguments()->add_args()->set_double_value(
      std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(YieldFor(result, Way()).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(YieldFor(result, Way(wamp::Serializer::kCbor)).ok());
}

TEST_F(InvocationAnswerTest, PassthruNeedsItsFeatureAndOneBinary) {
  v1::InvocationResult result;
  result.set_ppt_scheme("x_own");
  result.mutable_payload()->mutable_arguments()->add_args()->set_bytes_value(
      "\1\2");
  EXPECT_EQ(YieldFor(result, Way()).status().code(),
            absl::StatusCode::kUnimplemented);
  feature_ = "payload_passthru_mode";
  auto answer = YieldFor(result, Way());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->Bound().options, wamp::Dict({{"ppt_scheme", "x_own"}}));
  result.mutable_payload()->mutable_arguments()->add_args()->set_int64_value(1);
  EXPECT_EQ(YieldFor(result, Way()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

template <typename Frame>
void SetPassthru(Frame& frame) {
  frame.set_ppt_scheme("wamp");
  frame.set_ppt_serializer("cbor");
  frame.set_ppt_cipher("aes256gcm");
  frame.set_ppt_keyid("key-1");
  frame.mutable_payload()->mutable_arguments()->add_args()->set_bytes_value(
      "\1\2");
}

TEST_F(InvocationAnswerTest, EachFieldOfPassthruIsAnOptionOfBothAnswers) {
  feature_ = "payload_passthru_mode";
  const wamp::Dict expected = {{"ppt_scheme", "wamp"},
                               {"ppt_serializer", "cbor"},
                               {"ppt_cipher", "aes256gcm"},
                               {"ppt_keyid", "key-1"}};
  v1::InvocationResult result;
  SetPassthru(result);
  auto yield = YieldFor(result, Way());
  ASSERT_TRUE(yield.ok()) << yield.status();
  EXPECT_EQ(yield->Bound().options, expected);
  v1::InvocationError error;
  error.set_error_uri("com.example.no");
  SetPassthru(error);
  auto answer = ErrorFor(error, Way());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->Bound().details, expected);
}

TEST_F(InvocationAnswerTest, BridgeSaysWhyInTheFirstArgument) {
  auto answer = BridgeError({7}, wamp::Serializer::kJson,
                            "wamp.error.unavailable", "too many");
  EXPECT_EQ(answer.Bound().error, "wamp.error.unavailable");
  EXPECT_EQ(answer.Bound().payload.args, "[\"too many\"]");
  auto silent = BridgeError({7}, wamp::Serializer::kJson, "wamp.error.x", "");
  EXPECT_TRUE(silent.Bound().payload.args.empty());
}

}  // namespace
}  // namespace wampbridge::bridge
