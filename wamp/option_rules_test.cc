// SPDX-License-Identifier: Apache-2.0
#include "wamp/option_rules.h"

#include <string>

#include "gtest/gtest.h"
#include "wamp/ids.h"

namespace wampbridge::wamp {
namespace {

std::string Check(MessageType type, const Dict& options) {
  const absl::Status status = CheckOptions(type, options);
  return status.ok() ? "fine" : std::string(status.message());
}

TEST(OptionRulesTest, RightTypesPass) {
  EXPECT_EQ(Check(MessageType::kCall, {{"timeout", 0}, {"progress", false}}),
            "fine");
  EXPECT_EQ(Check(MessageType::kPublish, {{"exclude", List{1, int64_t{kIdMax}}},
                                          {"eligible_authid", List{"a", ""}}}),
            "fine");
  EXPECT_EQ(Check(MessageType::kWelcome,
                  {{"roles", Dict{{"dealer", Dict{{"features", Dict{}}}}}},
                   {"authextra", Dict{}}}),
            "fine");
}

TEST(OptionRulesTest, NullAndUnknownPass) {
  EXPECT_EQ(Check(MessageType::kWelcome, {{"authid", Value()}, {"x_y", 1}}),
            "fine");
  EXPECT_EQ(Check(MessageType::kGoodbye, {{"timeout", "a"}}), "fine");
}

TEST(OptionRulesTest, BoolIsNoInteger) {
  EXPECT_EQ(Check(MessageType::kInvocation, {{"timeout", true}}),
            "timeout is not an integer from 0");
  EXPECT_EQ(Check(MessageType::kPublish, {{"acknowledge", 1}}),
            "acknowledge is not a bool");
}

TEST(OptionRulesTest, IdsAreInRange) {
  EXPECT_EQ(Check(MessageType::kEvent, {{"publisher", 0}}),
            "publisher is not an id");
  EXPECT_EQ(Check(MessageType::kEvent, {{"publisher", int64_t{kIdMax} + 1}}),
            "publisher is not an id");
  EXPECT_EQ(Check(MessageType::kUnregistered, {{"registration", -1}}),
            "registration is not an id");
  EXPECT_EQ(Check(MessageType::kPublish, {{"exclude", List{1, "a"}}}),
            "exclude is not a list of ids");
}

TEST(OptionRulesTest, RolesAreDictionariesWithFeatures) {
  const std::string error =
      "roles is not a dictionary of roles with their features";
  EXPECT_EQ(Check(MessageType::kHello, {{"roles", List{"caller"}}}), error);
  EXPECT_EQ(Check(MessageType::kHello, {{"roles", Dict{{"caller", 1}}}}),
            error);
  EXPECT_EQ(Check(MessageType::kHello,
                  {{"roles", Dict{{"caller", Dict{{"features", List{}}}}}}}),
            error);
}

TEST(OptionRulesTest, PassthruGoesWithEveryPayload) {
  for (const MessageType type :
       {MessageType::kError, MessageType::kPublish, MessageType::kEvent,
        MessageType::kCall, MessageType::kResult, MessageType::kInvocation,
        MessageType::kYield}) {
    EXPECT_EQ(Check(type, {{"ppt_scheme", 1}}), "ppt_scheme is not a string");
    EXPECT_EQ(Check(type, {{"enc_algo", "rot13"}}),
              "enc_algo is not null, cryptobox, mqtt, xbr or x_…");
  }
  EXPECT_EQ(Check(MessageType::kSubscribe, {{"ppt_scheme", 1}}), "fine");
}

}  // namespace
}  // namespace wampbridge::wamp
