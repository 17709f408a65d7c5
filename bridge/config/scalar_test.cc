// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/scalar.h"

#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(ClassifyPlainTest, FollowsTheCoreSchema) {
  for (const std::string text : {"", "~", "null"}) {
    EXPECT_EQ(ClassifyPlain(text), PlainKind::kNull) << text;
  }
  for (const std::string text : {"true", "False"}) {
    EXPECT_EQ(ClassifyPlain(text), PlainKind::kBool) << text;
  }
  for (const std::string text : {"0", "-1", "1.5", "1e3", ".inf", "007"}) {
    EXPECT_EQ(ClassifyPlain(text), PlainKind::kNumber) << text;
  }
  for (const std::string text : {"yes", "5s", "a1", "1.2.3", "infinity"}) {
    EXPECT_EQ(ClassifyPlain(text), PlainKind::kText) << text;
  }
}

TEST(DurationTest, UnitsAreReadAndWritten) {
  const std::pair<std::string, std::string> cases[] = {
      {"200ms", "200ms"}, {"1.5s", "1.5s"}, {"90s", "1m30s"},    {"5m", "5m"},
      {"1h", "1h"},       {"0", "0s"},      {"0s", "0s"},        {"-1s", "-1s"},
      {"720h", "720h"},   {"1ns", "1ns"},   {"-1500ms", "-1.5s"}};
  for (const auto& [text, printed] : cases) {
    const auto duration = ParseDuration(text);
    ASSERT_TRUE(duration.has_value()) << text;
    EXPECT_EQ(FormatDuration(*duration), printed);
  }
}

TEST(DurationTest, WhatIsNoneIsRefused) {
  for (const std::string text :
       {"", "5", "5 s", "s", "inf", "5d", "99999999999h"}) {
    EXPECT_FALSE(ParseDuration(text).has_value()) << text;
  }
}

TEST(BytesTest, UnitsAreReadAndWritten) {
  const std::pair<std::string, std::string> cases[] = {
      {"4MiB", "4MiB"},    {"4096", "4KiB"}, {"100B", "100B"},
      {"1024KiB", "1MiB"}, {"1GiB", "1GiB"}, {"0", "0B"}};
  for (const auto& [text, printed] : cases) {
    const auto bytes = ParseBytes(text);
    ASSERT_TRUE(bytes.has_value()) << text;
    EXPECT_EQ(FormatBytes(*bytes), printed);
  }
}

TEST(BytesTest, WhatIsNoneIsRefused) {
  for (const std::string text :
       {"", "MiB", "4MB", "4 MiB", "-1", "-1KiB", "1.5MiB", "9000000000GiB"}) {
    EXPECT_FALSE(ParseBytes(text).has_value()) << text;
  }
}

TEST(NumberTest, OnlyFiniteNumbersAreRead) {
  EXPECT_EQ(ParseNumber("1.6"), 1.6);
  EXPECT_EQ(ParseNumber("-2"), -2.0);
  for (const std::string text : {"", ".inf", ".nan", "inf", "nan", "1x"}) {
    EXPECT_FALSE(ParseNumber(text).has_value()) << text;
  }
  EXPECT_EQ(ParseInteger("9223372036854775807"), INT64_MAX);
  for (const std::string text :
       {"", "1.0", "9223372036854775808", "0x1", " 1", "1e3"}) {
    EXPECT_FALSE(ParseInteger(text).has_value()) << text;
  }
}

TEST(BoolTest, OnlyTrueAndFalseAreRead) {
  EXPECT_EQ(ParseBool("true"), true);
  EXPECT_EQ(ParseBool("False"), false);
  for (const std::string text : {"", "yes", "on", "1", "tRUE"}) {
    EXPECT_FALSE(ParseBool(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace wampbridge::bridge
