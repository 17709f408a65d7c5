// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/serializers.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

TEST(SerializersTest, EachLeadsThereAndBack) {
  for (const wamp::Serializer serializer :
       {wamp::Serializer::kJson, wamp::Serializer::kMsgpack,
        wamp::Serializer::kCbor}) {
    EXPECT_EQ(ToWampSerializer(ToProto(serializer)), serializer);
  }
}

TEST(SerializersTest, NoneAndUnknownAreNoSerializer) {
  EXPECT_EQ(ToWampSerializer(v1::SERIALIZER_UNSPECIFIED), std::nullopt);
  EXPECT_EQ(ToWampSerializer(static_cast<v1::Serializer>(9)), std::nullopt);
}

TEST(SerializersTest, EncodedFormsHaveOne) {
  EXPECT_EQ(SerializerOf(v1::PAYLOAD_FORM_ENCODED_JSON),
            wamp::Serializer::kJson);
  EXPECT_EQ(SerializerOf(v1::PAYLOAD_FORM_ENCODED_MSGPACK),
            wamp::Serializer::kMsgpack);
  EXPECT_EQ(SerializerOf(v1::PAYLOAD_FORM_ENCODED_CBOR),
            wamp::Serializer::kCbor);
  EXPECT_EQ(SerializerOf(v1::PAYLOAD_FORM_JSON), std::nullopt);
  EXPECT_EQ(SerializerOf(v1::PAYLOAD_FORM_ARGUMENTS), std::nullopt);
  EXPECT_EQ(SerializerOf(v1::PAYLOAD_FORM_UNSPECIFIED), std::nullopt);
}

}  // namespace
}  // namespace wampbridge::bridge
