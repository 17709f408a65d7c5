// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/json_envelope.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "wamp/codec/reader.h"
#include "wamp/codec/value_builder.h"
#include "wamp/value.h"

namespace wampbridge::bridge {
namespace {

class JsonEnvelopeTest : public ::testing::Test {
 protected:
  absl::Status Read(std::string_view json) {
    return wamp::ReadValue(wamp::Serializer::kJson, json, envelope_);
  }

  wamp::ValueBuilder args_;
  wamp::ValueBuilder kwargs_;
  JsonEnvelope envelope_{args_, kwargs_};
};

TEST_F(JsonEnvelopeTest, ArrayIsArgs) {
  ASSERT_TRUE(Read(R"([1, [2], {"kwargs": 3}])").ok());
  EXPECT_EQ(args_.Take(), wamp::Value(wamp::List{1, wamp::List{2},
                                                 wamp::Dict{{"kwargs", 3}}}));
  EXPECT_EQ(envelope_.args().size(), 3u);
  EXPECT_EQ(envelope_.kwargs().size(), 0u);
}

TEST_F(JsonEnvelopeTest, ObjectHasBothInAnyOrder) {
  ASSERT_TRUE(Read(R"({"kwargs": {"args": [1]}, "args": [{}, []]})").ok());
  EXPECT_EQ(args_.Take(), wamp::Value(wamp::List{wamp::Dict{}, wamp::List{}}));
  EXPECT_EQ(kwargs_.Take(), wamp::Value(wamp::Dict{{"args", wamp::List{1}}}));
}

TEST_F(JsonEnvelopeTest, EmptyObjectHasNeither) {
  ASSERT_TRUE(Read("{}").ok());
  EXPECT_EQ(envelope_.args().size(), 0u);
  EXPECT_FALSE(envelope_.failed());
}

TEST_F(JsonEnvelopeTest, FaultOfTheReaderIsFoundByPath) {
  EXPECT_FALSE(Read(R"({"args": [1, {"a": nope}]})").ok());
  EXPECT_FALSE(envelope_.failed());
  EXPECT_EQ(envelope_.path(), "args[1].a");
}

TEST_F(JsonEnvelopeTest, FaultBeforeAnythingHasNoPath) {
  EXPECT_FALSE(Read("nope").ok());
  EXPECT_FALSE(envelope_.failed());
  EXPECT_EQ(envelope_.path(), "");
}

TEST_F(JsonEnvelopeTest, FaultInAMembersPlaceNamesIt) {
  EXPECT_FALSE(Read(R"({"kwargs": nope})").ok());
  EXPECT_EQ(envelope_.path(), "kwargs");
}

TEST_F(JsonEnvelopeTest, OtherMembersAreRefused) {
  EXPECT_EQ(Read(R"({"Args": []})"),
            absl::InvalidArgumentError("payload: JSON has the member .Args; "
                                       "only args and kwargs are known"));
  EXPECT_TRUE(envelope_.failed());
}

TEST_F(JsonEnvelopeTest, MemberThatComesTwiceIsRefused) {
  EXPECT_EQ(Read(R"({"kwargs": {}, "args": [], "kwargs": {}})"),
            absl::InvalidArgumentError("payload: kwargs: is there twice"));
}

}  // namespace
}  // namespace wampbridge::bridge
