// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/kwarg_edit.h"

#include <gtest/gtest.h>

#include "wamp/codec/reader.h"
#include "wamp/codec/value_builder.h"
#include "wamp/codec/writer.h"

namespace wampbridge::bridge {
namespace {

constexpr std::string_view kName = "_metadata";

class KwargEditTest : public testing::TestWithParam<wamp::Serializer> {
 protected:
  Kwarg kwarg() const { return {GetParam(), kName}; }

  std::string Encoded(const wamp::Dict& dict) const {
    std::string octets;
    const auto writer = wamp::NewValueWriter(GetParam(), &octets);
    EXPECT_TRUE(wamp::WriteDict(dict, *writer).ok());
    return octets;
  }

  wamp::Dict Decoded(std::string_view octets) const {
    wamp::ValueBuilder builder;
    EXPECT_TRUE(wamp::ReadValue(GetParam(), octets, builder).ok());
    return builder.TakeDict();
  }

  const Strings strings_ = {{"trace", "4711"}, {"", "Grüße"}};
  const wamp::Dict as_dict_ = {{"trace", "4711"}, {"", "Grüße"}};
  const wamp::Dict others_ = {
      {"a", int64_t{1}},
      {"b", wamp::Dict{{kName.data(), wamp::List{1.0, wamp::Value()}}}},
      {"c", wamp::List{wamp::Dict{{"_metadata", true}}}}};
};

INSTANTIATE_TEST_SUITE_P(Serializers, KwargEditTest,
                         testing::Values(wamp::Serializer::kJson,
                                         wamp::Serializer::kMsgpack,
                                         wamp::Serializer::kCbor));

TEST_P(KwargEditTest, StringsBecomeTheOnlyKwargWhereThereIsNone) {
  std::string kwargs;
  ASSERT_TRUE(AddKwarg(kwarg(), strings_, &kwargs).ok());
  EXPECT_EQ(Decoded(kwargs), (wamp::Dict{{"_metadata", as_dict_}}));
}

TEST_P(KwargEditTest, StringsAreAddedToOtherKwargs) {
  std::string kwargs = Encoded(others_);
  ASSERT_TRUE(AddKwarg(kwarg(), strings_, &kwargs).ok());
  wamp::Dict expected = others_;
  expected.Set("_metadata", as_dict_);
  EXPECT_EQ(Decoded(kwargs), expected);
}

TEST_P(KwargEditTest, KwargOfThatNameIsNotReplaced) {
  const std::string before = Encoded({{"_metadata", int64_t{1}}});
  std::string kwargs = before;
  EXPECT_EQ(AddKwarg(kwarg(), strings_, &kwargs).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(kwargs, before);
}

TEST_P(KwargEditTest, WhatWasAddedIsTakenOutAgain) {
  const std::string before = Encoded(others_);
  std::string kwargs = before;
  ASSERT_TRUE(AddKwarg(kwarg(), strings_, &kwargs).ok());
  const auto taken = TakeKwarg(kwarg(), kwargs);
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->strings, strings_);
  EXPECT_EQ(Decoded(taken->rest), others_);
}

TEST_P(KwargEditTest, NothingIsLeftOfTheOnlyKwarg) {
  std::string kwargs;
  ASSERT_TRUE(AddKwarg(kwarg(), strings_, &kwargs).ok());
  const auto taken = TakeKwarg(kwarg(), kwargs);
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->strings, strings_);
  EXPECT_EQ(taken->rest, "");
}

TEST_P(KwargEditTest, KwargBetweenOthersIsTakenOut) {
  const auto taken = TakeKwarg(
      kwarg(), Encoded({{"a", "x"}, {"_metadata", as_dict_}, {"z", 0.5}}));
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->strings, strings_);
  EXPECT_EQ(Decoded(taken->rest), (wamp::Dict{{"a", "x"}, {"z", 0.5}}));
}

TEST_P(KwargEditTest, OnlyADictionaryOfStringsIsTaken) {
  const wamp::Value others[] = {wamp::Value(), "text", wamp::List{"a"},
                                wamp::Dict{{"trace", int64_t{1}}},
                                wamp::Dict{{"trace", wamp::Dict{{"a", "b"}}}}};
  for (const wamp::Value& other : others) {
    EXPECT_FALSE(TakeKwarg(kwarg(), Encoded({{"_metadata", other}})));
  }
}

TEST_P(KwargEditTest, NameDeeperInsideIsLeftAlone) {
  EXPECT_FALSE(TakeKwarg(kwarg(), Encoded(others_)));
}

TEST_P(KwargEditTest, KwargsThatCannotBeReadAreLeftAlone) {
  std::string kwargs = Encoded({{"_metadata", as_dict_}});
  kwargs.pop_back();
  EXPECT_FALSE(TakeKwarg(kwarg(), kwargs));
  EXPECT_FALSE(TakeKwarg(kwarg(), ""));
}

TEST(KwargEditJsonTest, NameThatIsThereTwiceIsLeftAlone) {
  EXPECT_FALSE(TakeKwarg({wamp::Serializer::kJson, kName},
                         R"({"_metadata":{},"_metadata":{}})"));
}

}  // namespace
}  // namespace wampbridge::bridge
