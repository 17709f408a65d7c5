// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/argument_codec.h"

#include <limits>

#include "gtest/gtest.h"

namespace wampbridge::router {
namespace {

using wamp::Serializer;

TEST(ArgumentCodecTest, ArgumentsComeBackInEverySerializer) {
  const wamp::List args = {1, "two", wamp::List{true}};
  for (const auto serializer :
       {Serializer::kJson, Serializer::kMsgpack, Serializer::kCbor}) {
    EXPECT_EQ(DecodeArgs(serializer, EncodeValue(serializer, args)), args);
  }
}

TEST(ArgumentCodecTest, WhatCannotBeSaidOrReadIsEmpty) {
  EXPECT_EQ(
      EncodeValue(Serializer::kJson, std::numeric_limits<double>::quiet_NaN()),
      "");
  EXPECT_TRUE(DecodeArgs(Serializer::kJson, "").empty());
  EXPECT_TRUE(DecodeArgs(Serializer::kJson, "{}").empty());
  EXPECT_TRUE(DecodeArgs(Serializer::kJson, "[1").empty());
}

TEST(ArgumentCodecTest, TextIsTheOnlyArgument) {
  EXPECT_EQ(EncodeTextArgs(Serializer::kJson, "no"), "[\"no\"]");
}

}  // namespace
}  // namespace wampbridge::router
