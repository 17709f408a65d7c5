// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/value_builder.h"

#include <limits>

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

TEST(ValueBuilderTest, BuildsWhatItIsGiven) {
  ValueBuilder builder;
  ASSERT_TRUE(builder.BeginDict(std::nullopt).ok());
  ASSERT_TRUE(builder.Key("list").ok());
  ASSERT_TRUE(builder.BeginList(3).ok());
  ASSERT_TRUE(builder.Int(1).ok());
  ASSERT_TRUE(builder.BeginDict(0).ok());
  ASSERT_TRUE(builder.EndDict().ok());
  ASSERT_TRUE(builder.Bytes("\xFF").ok());
  ASSERT_TRUE(builder.EndList().ok());
  ASSERT_TRUE(builder.Key("text").ok());
  ASSERT_TRUE(builder.String("a").ok());
  ASSERT_TRUE(builder.EndDict().ok());
  EXPECT_EQ(builder.Take(), Value(Dict{{"list", List{1, Dict{}, Bytes{"\xFF"}}},
                                       {"text", "a"}}));
}

TEST(ValueBuilderTest, FalseSizesReserveLittle) {
  ValueBuilder builder;
  ASSERT_TRUE(builder.BeginList(std::numeric_limits<size_t>::max()).ok());
  ASSERT_TRUE(builder.EndList().ok());
  EXPECT_EQ(builder.Take(), Value(List{}));
}

TEST(ValueBuilderTest, TakesTheDictionaryItself) {
  ValueBuilder builder;
  ASSERT_TRUE(builder.BeginDict(1).ok());
  ASSERT_TRUE(builder.Key("a").ok());
  ASSERT_TRUE(builder.Null().ok());
  ASSERT_TRUE(builder.EndDict().ok());
  EXPECT_EQ(builder.TakeDict(), (Dict{{"a", Value()}}));
}

}  // namespace
}  // namespace wampbridge::wamp
