// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/error_mapper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace wampbridge::bridge {

std::ostream& operator<<(std::ostream& out, const ErrorMeaning& meaning) {
  return out << "{code " << meaning.code << ", outcome "
             << static_cast<int>(meaning.outcome) << "}";
}

namespace {

using grpc::StatusCode;
using ::testing::HasSubstr;

struct Row {
  const char* uri;
  ErrorMeaning meaning;
};

class FixedErrorTest : public ::testing::TestWithParam<Row> {};

TEST_P(FixedErrorTest, UriHasItsFixedMeaning) {
  EXPECT_EQ(ErrorMapper().Map(GetParam().uri), GetParam().meaning);
}

TEST_P(FixedErrorTest, RuleForAllDoesNotTouchIt) {
  const auto mapper =
      ErrorMapper::Create({{"wamp.error.**", StatusCode::DATA_LOSS}});
  ASSERT_TRUE(mapper.ok()) << mapper.status();
  EXPECT_EQ(mapper->Map(GetParam().uri), GetParam().meaning);
}

TEST_P(FixedErrorTest, RuleForItIsRefused) {
  const auto mapper =
      ErrorMapper::Create({{GetParam().uri, StatusCode::DATA_LOSS}});
  ASSERT_EQ(mapper.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(mapper.status().message()),
              HasSubstr("fixed meaning"));
}

constexpr auto kRemote = Outcome::kRemoteError;
constexpr auto kUnknown = Outcome::kUnknown;

INSTANTIATE_TEST_SUITE_P(
    Table, FixedErrorTest,
    ::testing::Values(
        Row{"wamp.error.invalid_uri", {StatusCode::INVALID_ARGUMENT, kRemote}},
        Row{"wamp.error.invalid_argument",
            {StatusCode::INVALID_ARGUMENT, kRemote}},
        Row{"wamp.error.option_not_allowed",
            {StatusCode::INVALID_ARGUMENT, kRemote}},
        Row{"wamp.error.no_such_procedure", {StatusCode::NOT_FOUND, kRemote}},
        Row{"wamp.error.no_such_registration",
            {StatusCode::NOT_FOUND, kRemote}},
        Row{"wamp.error.no_such_subscription",
            {StatusCode::NOT_FOUND, kRemote}},
        Row{"wamp.error.no_such_session", {StatusCode::NOT_FOUND, kRemote}},
        Row{"wamp.error.procedure_already_exists",
            {StatusCode::ALREADY_EXISTS, kRemote}},
        Row{"wamp.error.procedure_exists_with_different_invocation_policy",
            {StatusCode::ALREADY_EXISTS, kRemote}},
        Row{"wamp.error.not_authorized",
            {StatusCode::PERMISSION_DENIED, kRemote}},
        Row{"wamp.error.authorization_denied",
            {StatusCode::PERMISSION_DENIED, kRemote}},
        Row{"wamp.error.authorization_required",
            {StatusCode::PERMISSION_DENIED, kRemote}},
        Row{"wamp.error.option_disallowed.disclose_me",
            {StatusCode::PERMISSION_DENIED, kRemote}},
        Row{"wamp.error.authorization_failed", {StatusCode::INTERNAL, kRemote}},
        Row{"wamp.error.canceled", {StatusCode::ABORTED, kUnknown}},
        Row{"wamp.error.cancelled", {StatusCode::ABORTED, kUnknown}},
        Row{"wamp.error.network_failure", {StatusCode::ABORTED, kUnknown}},
        Row{"wamp.error.timeout", {StatusCode::DEADLINE_EXCEEDED, kUnknown}},
        Row{"wamp.error.unavailable", {StatusCode::UNAVAILABLE, kRemote}},
        Row{"wamp.error.no_available_callee",
            {StatusCode::UNAVAILABLE, kRemote}},
        Row{"wamp.error.no_eligible_callee",
            {StatusCode::UNAVAILABLE, kRemote}},
        Row{"wamp.error.payload_size_exceeded",
            {StatusCode::RESOURCE_EXHAUSTED, kRemote}},
        Row{"wamp.error.feature_not_supported",
            {StatusCode::UNIMPLEMENTED, kRemote}}));

TEST(ErrorMapperTest, UriWithoutRuleIsUnknownAndRemote) {
  const ErrorMeaning unknown{StatusCode::UNKNOWN, kRemote};
  EXPECT_EQ(ErrorMapper().Map("com.shop.error.sold_out"), unknown);
  EXPECT_EQ(ErrorMapper().Map("wamp.error.runtime_error"), unknown);
  EXPECT_EQ(ErrorMapper().Map("wamp.error."), unknown);
  EXPECT_EQ(ErrorMapper().Map("wamp.error"), unknown);
  EXPECT_EQ(ErrorMapper().Map("."), unknown);
  EXPECT_EQ(ErrorMapper().Map(""), unknown);
}

class ConfiguredErrorTest : public ::testing::Test {
 protected:
  StatusCode CodeOf(std::string_view uri) const {
    EXPECT_TRUE(mapper_.ok()) << mapper_.status();
    EXPECT_EQ(mapper_->Map(uri).outcome, kRemote);
    return mapper_->Map(uri).code;
  }

  absl::StatusOr<ErrorMapper> mapper_ = ErrorMapper::Create(
      {{"com.shop.error.sold_out", StatusCode::FAILED_PRECONDITION},
       {"com.shop.error.**", StatusCode::ABORTED},
       {"com.shop.**", StatusCode::INTERNAL},
       {"com.**", StatusCode::DATA_LOSS}});
};

TEST_F(ConfiguredErrorTest, ExactRuleComesFirst) {
  EXPECT_EQ(CodeOf("com.shop.error.sold_out"), StatusCode::FAILED_PRECONDITION);
}

TEST_F(ConfiguredErrorTest, LongestRuleForManyComesNext) {
  EXPECT_EQ(CodeOf("com.shop.error.late"), StatusCode::ABORTED);
  EXPECT_EQ(CodeOf("com.shop.error.late.very"), StatusCode::ABORTED);
  EXPECT_EQ(CodeOf("com.shop.error.sold_out.today"), StatusCode::ABORTED);
  EXPECT_EQ(CodeOf("com.shop.fault"), StatusCode::INTERNAL);
  EXPECT_EQ(CodeOf("com.x"), StatusCode::DATA_LOSS);
}

TEST_F(ConfiguredErrorTest, RuleForManyNeedsAtLeastOneMoreComponent) {
  EXPECT_EQ(CodeOf("com.shop.error"), StatusCode::INTERNAL);
  EXPECT_EQ(CodeOf("com.shop.error."), StatusCode::INTERNAL);
  EXPECT_EQ(CodeOf("com"), StatusCode::UNKNOWN);
}

TEST_F(ConfiguredErrorTest, RuleForManyMatchesWholeComponents) {
  EXPECT_EQ(CodeOf("com.shop.errors"), StatusCode::INTERNAL);
  EXPECT_EQ(CodeOf("com.shopping.x"), StatusCode::DATA_LOSS);
  EXPECT_EQ(CodeOf("org.shop.error.late"), StatusCode::UNKNOWN);
}

std::string WhyRefused(const std::vector<ErrorRule>& rules) {
  const auto mapper = ErrorMapper::Create(rules);
  EXPECT_EQ(mapper.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(mapper.status().message());
}

TEST(ErrorMapperTest, OkAndUnavailableAreRefused) {
  EXPECT_EQ(WhyRefused({{"com.a", StatusCode::OK}}),
            "errors: \"com.a\": OK cannot be the code of an error that a "
            "callee answered");
  EXPECT_THAT(WhyRefused({{"com.**", StatusCode::UNAVAILABLE}}),
              HasSubstr("UNAVAILABLE cannot be"));
}

TEST(ErrorMapperTest, KeyThatIsNoPatternIsRefused) {
  for (const char* key : {"**", "com.*", "com.*.x", "com**", "*.**"}) {
    EXPECT_THAT(WhyRefused({{key, StatusCode::ABORTED}}), HasSubstr(key));
  }
  EXPECT_THAT(WhyRefused({{"com..x", StatusCode::ABORTED}}),
              HasSubstr("com..x"));
  EXPECT_THAT(WhyRefused({{"", StatusCode::ABORTED}}), HasSubstr("errors"));
}

TEST(ErrorMapperTest, SameKeyTwiceIsRefused) {
  EXPECT_THAT(WhyRefused({{"com.a", StatusCode::ABORTED},
                          {"com.a", StatusCode::INTERNAL}}),
              HasSubstr("twice"));
  EXPECT_THAT(WhyRefused({{"com.a.**", StatusCode::ABORTED},
                          {"com.a.**", StatusCode::ABORTED}}),
              HasSubstr("twice"));
}

TEST(ErrorMapperTest, AdoptedRulesReplaceTheOldOnes) {
  auto mapper = ErrorMapper::Create({{"com.a", grpc::StatusCode::ABORTED}});
  auto other = ErrorMapper::Create({{"com.b", grpc::StatusCode::NOT_FOUND}});
  ASSERT_TRUE(mapper.ok() && other.ok());
  mapper->Adopt(*std::move(other));
  EXPECT_EQ(mapper->Map("com.a").code, grpc::StatusCode::UNKNOWN);
  EXPECT_EQ(mapper->Map("com.b").code, grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace wampbridge::bridge
