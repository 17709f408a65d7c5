// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/error_answer.h"

#include <gtest/gtest.h>

#include "wamp/codec/writer.h"

namespace wampbridge::bridge {
namespace {

using wamp::Serializer;

std::string Write(Serializer serializer, const wamp::Value& value) {
  std::string out;
  const auto writer = wamp::NewValueWriter(serializer, &out);
  EXPECT_TRUE(wamp::WriteValue(value, *writer).ok());
  return out;
}

class ErrorAnswerTest : public ::testing::TestWithParam<Serializer> {
 protected:
  Failure Answer(const wamp::Value& args,
                 v1::PayloadForm form = v1::PAYLOAD_FORM_ARGUMENTS) {
    const std::string octets = Write(GetParam(), args);
    wamp::Error error;
    error.request = {9};
    error.error = "com.shop.sold_out";
    error.details = {{"callee", 7}};
    error.payload.args = octets;
    return FailureOf(error, GetParam(), ErrorMapper(), form);
  }
};

INSTANTIATE_TEST_SUITE_P(Serializers, ErrorAnswerTest,
                         ::testing::Values(Serializer::kJson,
                                           Serializer::kMsgpack,
                                           Serializer::kCbor),
                         [](const auto& tested) {
                           return std::string(SerializerName(tested.param));
                         });

TEST_P(ErrorAnswerTest, CarriesUriArgumentsDetailsAndId) {
  const Failure failure = Answer(wamp::List{"no more", 3});
  EXPECT_EQ(failure.code, grpc::StatusCode::UNKNOWN);
  EXPECT_EQ(failure.outcome, Outcome::kRemoteError);
  EXPECT_EQ(failure.uri, "com.shop.sold_out");
  EXPECT_EQ(failure.message, "com.shop.sold_out: no more");
  EXPECT_EQ(failure.request_id, 9u);
  v1::Payload payload;
  ASSERT_TRUE(payload.ParseFromString(failure.payload));
  EXPECT_EQ(payload.arguments().args(1).int64_value(), 3);
  v1::Dict details;
  ASSERT_TRUE(details.ParseFromString(failure.details));
  EXPECT_EQ(details.entries().at("callee").int64_value(), 7);
}

TEST_P(ErrorAnswerTest, PayloadHasTheFormAskedFor) {
  v1::Payload payload;
  ASSERT_TRUE(payload.ParseFromString(
      Answer(wamp::List{"x"}, v1::PAYLOAD_FORM_JSON).payload));
  EXPECT_EQ(payload.json(), R"({"args":["x"]})");
}

TEST_P(ErrorAnswerTest, FirstArgumentThatIsNoTextIsNotTold) {
  for (const wamp::Value& first :
       {wamp::Value(7), wamp::Value(), wamp::Value(true), wamp::Value(1.5),
        wamp::Value(wamp::List{"x"}), wamp::Value(wamp::Dict{{"a", "x"}}),
        wamp::Value(wamp::Bytes{"x"})}) {
    EXPECT_EQ(Answer(wamp::List{first, "y"}).message, "com.shop.sold_out");
  }
  EXPECT_EQ(Answer(wamp::List{}).message, "com.shop.sold_out");
}

TEST_P(ErrorAnswerTest, PayloadThatDoesNotFitIsLeftOut) {
  wamp::Value deep(1);
  for (int i = 0; i < 40; ++i) deep = wamp::List{deep};
  const Failure failure = Answer(wamp::List{"text", deep});
  EXPECT_EQ(failure.payload, "");
  EXPECT_EQ(failure.message, "com.shop.sold_out: text");
}

TEST(ErrorAnswerPlainTest, ErrorWithoutArgumentsHasNoPayload) {
  wamp::Error error;
  error.error = "wamp.error.no_such_procedure";
  const Failure failure =
      FailureOf(error, Serializer::kJson, ErrorMapper(), v1::PAYLOAD_FORM_JSON);
  EXPECT_EQ(failure.code, grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(failure.message, "wamp.error.no_such_procedure");
  EXPECT_EQ(failure.payload, "");
}

TEST(UndeliverableResultTest, ItRanSoTheOutcomeIsUnknown) {
  Failure failure =
      UndeliverableResult(absl::InternalError("payload: args[0]: NaN"));
  EXPECT_EQ(failure.code, grpc::StatusCode::INTERNAL);
  EXPECT_EQ(failure.outcome, Outcome::kUnknown);
  EXPECT_EQ(failure.message,
            "the result cannot be given in this form: payload: args[0]: NaN");
  failure = UndeliverableResult(absl::ResourceExhaustedError("too big"));
  EXPECT_EQ(failure.code, grpc::StatusCode::RESOURCE_EXHAUSTED);
}

}  // namespace
}  // namespace wampbridge::bridge
