// SPDX-License-Identifier: Apache-2.0
#include "auth/jwt/strict_json.h"

#include <gtest/gtest.h>

#include <string>

namespace wampbridge::auth {
namespace {

TEST(StrictJsonTest, AnObjectIsRead) {
  const auto parsed = ParseStrictObject(R"({"a": {"b": 1}, "c": {"b": 2}})");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ((*parsed)["c"]["b"], 2);
}

TEST(StrictJsonTest, AKeyThatIsThereTwiceIsRefusedAtAnyDepth) {
  EXPECT_FALSE(ParseStrictObject(R"({"a": 1, "a": 1})").has_value());
  EXPECT_FALSE(ParseStrictObject(R"({"x": [{"a": 1, "a": 2}]})").has_value());
  EXPECT_FALSE(ParseStrictObject(R"({"a": 1, "\u0061": 2})").has_value());
}

TEST(StrictJsonTest, WhatIsNoObjectIsRefused) {
  for (const char* text : {"", "1", "[]", "null", "{", "{}x", "{'a': 1}"}) {
    EXPECT_FALSE(ParseStrictObject(text).has_value()) << text;
  }
}

TEST(StrictJsonTest, DepthIsBounded) {
  const auto nested = [](size_t depth) {
    return "{\"a\":" + std::string(depth - 1, '[') +
           std::string(depth - 1, ']') + "}";
  };
  EXPECT_TRUE(ParseStrictObject(nested(16)).has_value());
  EXPECT_FALSE(ParseStrictObject(nested(17)).has_value());
  EXPECT_FALSE(ParseStrictObject(nested(1000000)).has_value());
  EXPECT_TRUE(ParseStrictObject(R"({"a": "[[[[[[[[[[[[[[[[[[[[\"[["})"));
}

}  // namespace
}  // namespace wampbridge::auth
