// SPDX-License-Identifier: Apache-2.0
#include "wamp/value.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
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

TEST(DictTest, ValueIsFoundByItsType) {
  const Dict dict = {{"int", -1}, {"text", "a"}, {"list", List{1}}};
  EXPECT_EQ(*dict.FindInt("int"), -1);
  EXPECT_EQ(*dict.FindText("text"), "a");
  EXPECT_EQ(*dict.FindList("list"), List{1});
  for (const std::string_view key : {"int", "text", "list", "none"}) {
    EXPECT_EQ(dict.FindInt(key) == nullptr, key != "int") << key;
    EXPECT_EQ(dict.FindText(key) == nullptr, key != "text") << key;
    EXPECT_EQ(dict.FindList(key) == nullptr, key != "list") << key;
  }
}

TEST(DictTest, NoneAndAnotherTypeAreAsEmpty) {
  const Dict dict = {
      {"text", "a"}, {"dict", Dict{{"in", Dict{{"b", 1}}}}}, {"int", 1}};
  EXPECT_EQ(dict.TextAt("text"), "a");
  EXPECT_EQ(dict.DictAt("dict").DictAt("in"), (Dict{{"b", 1}}));
  for (const std::string_view key : {"int", "none"}) {
    EXPECT_EQ(dict.TextAt(key), "");
    EXPECT_TRUE(dict.DictAt(key).DictAt("in").empty());
  }
}

TEST(DictTest, OnlyTrueIsTrue) {
  const Dict dict = {{"yes", true}, {"no", false}, {"int", 1}};
  EXPECT_TRUE(dict.IsTrue("yes"));
  EXPECT_FALSE(dict.IsTrue("no"));
  EXPECT_FALSE(dict.IsTrue("int"));
  EXPECT_FALSE(dict.IsTrue("none"));
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
