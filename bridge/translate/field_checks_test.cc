// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/field_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace wampbridge::bridge {
namespace {

using ::testing::HasSubstr;
using wamp::MatchPolicy;

std::string Fault(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(FieldChecksTest, FaultNamesFieldAndWhat) {
  EXPECT_EQ(FieldFault("topic", "is required"),
            absl::InvalidArgumentError("topic: is required"));
  EXPECT_EQ(NotServed("options.metadata"),
            absl::UnimplementedError(
                "options.metadata: is not served by this version"));
}

TEST(FieldChecksTest, UriMustBeThere) {
  EXPECT_EQ(Fault(CheckUri("procedure", "")), "procedure: is required");
  EXPECT_TRUE(CheckUri("topic", "", MatchPolicy::kPrefix).ok());
}

TEST(FieldChecksTest, UriWithWhiteSpaceOfAnyKindIsRefused) {
  for (const char* space : {" ",
                            "\t",
                            "\n",
                            "\v",
                            "\f",
                            "\r",
                            "\x1C",
                            "\x1D",
                            "\x1E",
                            "\x1F",
                            "\xC2\x85",
                            "\xC2\xA0",
                            "\xE1\x9A\x80",
                            "\xE2\x80\x80",
                            "\xE2\x80\x8A",
                            "\xE2\x80\xA8",
                            "\xE2\x80\xA9",
                            "\xE2\x80\xAF",
                            "\xE2\x81\x9F",
                            "\xE3\x80\x80"}) {
    const std::string uri = std::string("com.a") + space + "b.c";
    for (const MatchPolicy match :
         {MatchPolicy::kExact, MatchPolicy::kPrefix, MatchPolicy::kWildcard}) {
      EXPECT_EQ(Fault(CheckUri("procedure", uri, match)),
                "procedure: URI has white space in component 2 at octet 5");
    }
  }
}

TEST(FieldChecksTest, UriOtherwiseMalformedIsRefused) {
  EXPECT_THAT(Fault(CheckUri("p", "com.a#b")), HasSubstr("'#'"));
  EXPECT_THAT(Fault(CheckUri("p", "com..b")), HasSubstr("component 2"));
  EXPECT_THAT(Fault(CheckUri("p", "com.b.")), HasSubstr("component 3"));
  EXPECT_THAT(Fault(CheckUri("p", ".com")), HasSubstr("component 1"));
  EXPECT_TRUE(CheckUri("p", "com..b", MatchPolicy::kWildcard).ok());
  EXPECT_TRUE(CheckUri("p", "com.b.", MatchPolicy::kPrefix).ok());
}

TEST(FieldChecksTest, UriThatJsonWouldMakeBinaryIsRefused) {
  EXPECT_EQ(Fault(CheckUri("p", std::string_view("\0com.x", 6))),
            "p: text that begins with U+0000");
}

TEST(FieldChecksTest, TextThatJsonWouldMakeBinaryIsRefused) {
  EXPECT_TRUE(CheckText("t", "").ok());
  EXPECT_TRUE(CheckText("t", std::string_view("a\0", 2)).ok());
  EXPECT_EQ(Fault(CheckText("t", std::string_view("\0", 1))),
            "t: text that begins with U+0000");
  google::protobuf::RepeatedPtrField<std::string> texts;
  texts.Add("fine");
  EXPECT_TRUE(CheckTexts("t", texts).ok());
  texts.Add(std::string(1, '\0'));
  EXPECT_EQ(Fault(CheckTexts("t", texts)),
            "t[1]: text that begins with U+0000");
}

TEST(FieldChecksTest, IdsReachFromOneToTwoToThe53) {
  constexpr uint64_t kMax = uint64_t{1} << 53;
  EXPECT_TRUE(CheckId("id", 1).ok());
  EXPECT_TRUE(CheckId("id", kMax).ok());
  EXPECT_EQ(Fault(CheckId("id", 0)), "id: 0 is no id: 1 to 2^53");
  EXPECT_EQ(Fault(CheckId("id", kMax + 1)),
            "id: 9007199254740993 is no id: 1 to 2^53");
  EXPECT_THAT(Fault(CheckId("id", std::numeric_limits<uint64_t>::max())),
              HasSubstr("18446744073709551615"));
  google::protobuf::RepeatedField<uint64_t> ids;
  EXPECT_TRUE(CheckIds("ids", ids).ok());
  ids.Add(kMax);
  EXPECT_TRUE(CheckIds("ids", ids).ok());
  ids.Add(0);
  EXPECT_EQ(Fault(CheckIds("ids", ids)), "ids[1]: 0 is no id: 1 to 2^53");
}

google::protobuf::Duration Of(int64_t seconds, int32_t nanos) {
  google::protobuf::Duration duration;
  duration.set_seconds(seconds);
  duration.set_nanos(nanos);
  return duration;
}

TEST(FieldChecksTest, DurationMustBeAboveZero) {
  EXPECT_TRUE(CheckPositive("timeout", Of(0, 1)).ok());
  EXPECT_TRUE(CheckPositive("timeout", Of(1, 0)).ok());
  EXPECT_TRUE(CheckPositive("timeout", Of(315'576'000'000, 999'999'999)).ok());
  for (const auto& duration : {Of(0, 0), Of(-1, 0), Of(0, -1), Of(-1, -1)}) {
    EXPECT_EQ(Fault(CheckPositive("timeout", duration)),
              "timeout: must be above zero");
  }
}

TEST(FieldChecksTest, DurationMustBeWellFormed) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  for (const auto& duration :
       {Of(1, -1), Of(-1, 1), Of(0, 1'000'000'000), Of(315'576'000'001, 0),
        Of(kMax, 0), Of(kMin, 0), Of(0, std::numeric_limits<int32_t>::min())}) {
    EXPECT_EQ(Fault(CheckPositive("timeout", duration)),
              "timeout: is no valid duration");
  }
}

TEST(FieldChecksTest, TimestampsOutsideOfTheirRangeAreRefused) {
  google::protobuf::Timestamp timestamp;
  EXPECT_TRUE(CheckTimestamp("start", timestamp).ok());
  timestamp.set_seconds(253'402'300'799);
  timestamp.set_nanos(999'999'999);
  EXPECT_TRUE(CheckTimestamp("start", timestamp).ok());
  const std::string fault = "start: is no valid timestamp: years 1 to 9999";
  timestamp.set_seconds(253'402'300'800);
  EXPECT_EQ(Fault(CheckTimestamp("start", timestamp)), fault);
  timestamp.set_seconds(-62'135'596'801);
  EXPECT_EQ(Fault(CheckTimestamp("start", timestamp)), fault);
  timestamp.set_seconds(0);
  timestamp.set_nanos(-1);
  EXPECT_EQ(Fault(CheckTimestamp("start", timestamp)), fault);
}

}  // namespace
}  // namespace wampbridge::bridge
