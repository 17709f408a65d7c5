// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/shared_payload.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::router {
namespace {

using wamp::Serializer;

TEST(SharedPayloadTest, OwnSerializerIsCarriedUntouched) {
  const std::string args = "[ 1 ]";
  SharedPayload payload(Serializer::kJson, {.args = args, .kwargs = {}});
  const auto same = payload.In(Serializer::kJson);
  ASSERT_TRUE(same.ok());
  EXPECT_EQ(same->args.data(), args.data());
}

TEST(SharedPayloadTest, OtherSerializerIsWrittenOnce) {
  SharedPayload payload(Serializer::kJson,
                        {.args = "[1,\"a\"]", .kwargs = "{\"k\":null}"});
  const auto first = payload.In(Serializer::kCbor);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->args, std::string("\x82\x01\x61\x61"));
  EXPECT_EQ(first->kwargs, std::string("\xa1\x61\x6b\xf6"));
  EXPECT_EQ(payload.In(Serializer::kCbor)->args.data(), first->args.data());
}

TEST(SharedPayloadTest, NothingStaysNothing) {
  SharedPayload payload(Serializer::kCbor, {});
  const auto empty = payload.In(Serializer::kJson);
  ASSERT_TRUE(empty.ok());
  EXPECT_TRUE(empty->args.empty());
  EXPECT_TRUE(empty->kwargs.empty());
}

TEST(SharedPayloadTest, BinaryCrossesIntoJsonAndBack) {
  const std::string cbor("\x81\x42\x10\xff", 4);
  SharedPayload there(Serializer::kCbor, {.args = cbor, .kwargs = {}});
  const std::string json(there.In(Serializer::kJson)->args);
  EXPECT_EQ(json, "[\"\\u0000EP8=\"]");
  SharedPayload back(Serializer::kJson, {.args = json, .kwargs = {}});
  EXPECT_EQ(back.In(Serializer::kCbor)->args, cbor);
}

TEST(SharedPayloadTest, WhatCannotBeSaidIsAnErrorEachTime) {
  const std::string nan("\x81\xf9\x7e\x00", 4);
  SharedPayload payload(Serializer::kCbor, {.args = nan, .kwargs = {}});
  EXPECT_FALSE(payload.In(Serializer::kJson).ok());
  EXPECT_FALSE(payload.In(Serializer::kJson).ok());
  EXPECT_TRUE(payload.In(Serializer::kMsgpack).ok());
}

}  // namespace
}  // namespace wampbridge::router
