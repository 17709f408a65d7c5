// SPDX-License-Identifier: Apache-2.0
#include "wamp/message.h"

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

TEST(MessageTest, TypeIsThatOfTheAlternative) {
  EXPECT_EQ(TypeOf(Hello{}), MessageType::kHello);
  EXPECT_EQ(TypeOf(Error{}), MessageType::kError);
  EXPECT_EQ(TypeOf(Unsubscribed{}), MessageType::kUnsubscribed);
  EXPECT_EQ(TypeOf(Call{}), MessageType::kCall);
  EXPECT_EQ(TypeOf(Yield{}), MessageType::kYield);
}

TEST(MessageTest, NamesAreTheSpecifications) {
  EXPECT_EQ(MessageTypeName(MessageType::kHello), "HELLO");
  EXPECT_EQ(MessageTypeName(MessageType::kAuthenticate), "AUTHENTICATE");
  EXPECT_EQ(MessageTypeName(MessageType::kUnregistered), "UNREGISTERED");
  EXPECT_EQ(MessageTypeName(MessageType::kYield), "YIELD");
  EXPECT_EQ(MessageTypeName(static_cast<MessageType>(7)), "unknown");
}

}  // namespace
}  // namespace wampbridge::wamp
