// SPDX-License-Identifier: Apache-2.0
#include "wamp/value.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

TEST(ValueTest, IntegerThatFitsIsSigned) {
  const uint64_t largest = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(Value(largest), Value(std::numeric_limits<int64_t>::max()));
  EXPECT_EQ(Value(largest + 1).AsInt(), nullptr);
  EXPECT_TRUE(std::holds_alternative<uint64_t>(Value(largest + 1).storage()));
}

TEST(ValueTest, TypesAreNotMixedUp) {
  EXPECT_EQ(Value(true).AsInt(), nullptr);
  EXPECT_EQ(Value(1).AsBool(), nullptr);
  EXPECT_EQ(Value(1.0).AsInt(), nullptr);
  EXPECT_EQ(Value(Bytes{"a"}).AsString(), nullptr);
  EXPECT_NE(Value(1), Value(1.0));
  EXPECT_NE(Value("a"), Value(Bytes{"a"}));
  EXPECT_TRUE(Value().is_null());
}

TEST(ValueTest, TakeDictGivesUpADictionaryOnly) {
  EXPECT_EQ(Value(Dict{{"a", 1}}).TakeDict(), (Dict{{"a", 1}}));
  EXPECT_TRUE(Value("a").TakeDict().empty());
}

TEST(DictTest, SetReplacesAndKeepsTheOrder) {
  Dict dict = {{"b", 1}, {"a", 2}};
  dict.Set("b", 3);
  ASSERT_EQ(dict.size(), 2u);
  EXPECT_EQ(dict.begin()->key, "b");
  EXPECT_EQ(*dict.Find("b"), Value(3));
}

TEST(DictTest, EraseSaysWhetherItWasThere) {
  Dict dict = {{"a", 1}};
  EXPECT_FALSE(dict.Erase("b"));
  EXPECT_TRUE(dict.Erase("a"));
  EXPECT_TRUE(dict.empty());
}

TEST(DictTest, EqualityIgnoresTheOrder) {
  EXPECT_EQ((Dict{{"a", 1}, {"b", 2}}), (Dict{{"b", 2}, {"a", 1}}));
  EXPECT_FALSE((Dict{{"a", 1}}) == (Dict{{"a", 2}}));
  EXPECT_FALSE((Dict{{"a", 1}}) == (Dict{{"b", 1}}));
  EXPECT_FALSE((Dict{{"a", 1}}) == (Dict{}));
}

TEST(DictTest, OfEqualEntriesTheLastHolds) {
  std::vector<DictEntry> entries = {{"b", 1}, {"a", 2}, {"b", 3}, {"b", 4}};
  const Dict dict = Dict::FromEntries(entries);
  ASSERT_EQ(dict.size(), 2u);
  EXPECT_EQ(dict.begin()->key, "a");
  EXPECT_EQ(*dict.Find("b"), Value(4));
}

}  // namespace
}  // namespace wampbridge::wamp
