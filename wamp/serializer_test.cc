// SPDX-License-Identifier: Apache-2.0
#include "wamp/serializer.h"

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

TEST(SerializerTest, EachIsFoundByItsName) {
  EXPECT_EQ(SerializerFromName("json"), Serializer::kJson);
  EXPECT_EQ(SerializerFromName("msgpack"), Serializer::kMsgpack);
  EXPECT_EQ(SerializerFromName("cbor"), Serializer::kCbor);
}

TEST(SerializerTest, OtherNamesAreUnknown) {
  EXPECT_EQ(SerializerFromName("JSON"), std::nullopt);
  EXPECT_EQ(SerializerFromName(""), std::nullopt);
  EXPECT_EQ(SerializerFromName("unknown"), std::nullopt);
}

}  // namespace
}  // namespace wampbridge::wamp
