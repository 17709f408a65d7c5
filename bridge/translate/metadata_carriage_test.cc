// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/metadata_carriage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/wampbridge/v1/bridge.pb.h"

namespace wampbridge::bridge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

class MetadataCarriageTest : public testing::Test {
 protected:
  absl::Status Add(const MetadataCarriage& carriage,
                   const Strings& propagated = {}) {
    return carriage.Add(asked_, propagated,
                        {wamp::Serializer::kJson, &options_, &payload_});
  }

  wamp::PayloadView Take(const MetadataCarriage& carriage) {
    return carriage.Take({wamp::Serializer::kJson, options_, payload_.view()},
                         &kwargs_, &event_);
  }

  void ExpectRefused(const absl::Status& status, const char* why) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("options.metadata"));
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  }

  const MetadataCarriage as_kwarg_;
  const MetadataCarriage as_option_{MetadataCarriage::In::kOption, "_metadata"};
  v1::CallOptions asked_;
  wamp::Dict options_;
  wamp::EncodedPayload payload_{"[1]", ""};
  std::string kwargs_;
  v1::Event event_;
};

TEST_F(MetadataCarriageTest, NoMetadataChangesNothing) {
  EXPECT_TRUE(Add(as_kwarg_).ok());
  EXPECT_TRUE(Add(as_option_).ok());
  EXPECT_TRUE(options_.empty());
  EXPECT_EQ(payload_.kwargs, "");
}

TEST_F(MetadataCarriageTest, MetadataBecomesAKwarg) {
  payload_.kwargs = R"({"a":1})";
  (*asked_.mutable_metadata())["trace"] = "4711";
  EXPECT_TRUE(Add(as_kwarg_).ok());
  EXPECT_EQ(payload_.kwargs, R"({"a":1,"_metadata":{"trace":"4711"}})");
  EXPECT_TRUE(options_.empty());
}

TEST_F(MetadataCarriageTest, MetadataBecomesAnOption) {
  (*asked_.mutable_metadata())["trace"] = "4711";
  EXPECT_TRUE(Add({MetadataCarriage::In::kOption, "x_meta"}).ok());
  EXPECT_EQ(options_, (wamp::Dict{{"x_meta", wamp::Dict{{"trace", "4711"}}}}));
  EXPECT_EQ(payload_.kwargs, "");
}

TEST_F(MetadataCarriageTest, ExplicitEntryWinsOverAPropagatedOne) {
  (*asked_.mutable_metadata())["trace"] = "mine";
  EXPECT_TRUE(Add(as_kwarg_, {{"trace", "theirs"}, {"tenant", "a"}}).ok());
  EXPECT_EQ(payload_.kwargs, R"({"_metadata":{"tenant":"a","trace":"mine"}})");
}

TEST_F(MetadataCarriageTest, NameThatIsTakenIsRefused) {
  (*asked_.mutable_metadata())["trace"] = "4711";
  payload_.kwargs = R"({"_metadata":1})";
  ExpectRefused(Add(as_kwarg_), "kwarg _metadata");
  options_.Set("_metadata", wamp::Value(true));
  ExpectRefused(Add(as_option_), "option _metadata");
}

TEST_F(MetadataCarriageTest, WhatNobodyAskedForGivesWay) {
  payload_.kwargs = R"({"_metadata":1})";
  EXPECT_TRUE(Add(as_kwarg_, {{"traceparent", "00"}}).ok());
  EXPECT_EQ(payload_.kwargs, R"({"_metadata":1})");
  options_.Set("_metadata", wamp::Value(true));
  EXPECT_TRUE(Add(as_option_, {{"traceparent", "00"}}).ok());
  EXPECT_TRUE(options_.IsTrue("_metadata"));
}

TEST_F(MetadataCarriageTest, PlacesInTracesAreNotMixed) {
  (*asked_.mutable_metadata())["traceparent"] = "mine";
  EXPECT_TRUE(
      Add(as_kwarg_, {{"traceparent", "theirs"}, {"tracestate", "theirs"}})
          .ok());
  EXPECT_EQ(payload_.kwargs, R"({"_metadata":{"traceparent":"mine"}})");
}

TEST_F(MetadataCarriageTest, PassthruPayloadHasNoRoomForAKwarg) {
  asked_.set_ppt_scheme("x_mine");
  EXPECT_TRUE(Add(as_kwarg_, {{"trace", "4711"}}).ok());
  EXPECT_EQ(payload_.kwargs, "");
  (*asked_.mutable_metadata())["trace"] = "4711";
  ExpectRefused(Add(as_kwarg_), "ppt_scheme");
  EXPECT_TRUE(Add(as_option_).ok());
  EXPECT_NE(options_.Find("_metadata"), nullptr);
}

TEST_F(MetadataCarriageTest, KwargThatCameIsMovedIntoTheFrame) {
  payload_.kwargs = R"({"_metadata":{"trace":"4711"},"a":1})";
  const wamp::PayloadView payload = Take(as_kwarg_);
  EXPECT_EQ(payload.args, "[1]");
  EXPECT_EQ(payload.kwargs, R"({"a":1})");
  EXPECT_THAT(event_.metadata(), UnorderedElementsAre(Pair("trace", "4711")));
}

TEST_F(MetadataCarriageTest, KwargOfAnotherTypeStaysInThePayload) {
  payload_.kwargs = R"({"_metadata":{"trace":4711}})";
  EXPECT_EQ(Take(as_kwarg_).kwargs, payload_.kwargs);
  EXPECT_THAT(event_.metadata(), IsEmpty());
}

TEST_F(MetadataCarriageTest, DetailThatCameIsMovedWithinTheFrame) {
  options_ = {{"_metadata", wamp::Dict{{"trace", "4711"}}}, {"_other", "x"}};
  (*event_.mutable_details())["_metadata"].mutable_dict_value();
  (*event_.mutable_details())["_other"].set_string_value("x");
  payload_.kwargs = R"({"_metadata":{"not":"this"}})";
  EXPECT_EQ(Take(as_option_).kwargs, payload_.kwargs);
  EXPECT_THAT(event_.metadata(), UnorderedElementsAre(Pair("trace", "4711")));
  EXPECT_EQ(event_.details().size(), 1u);
  EXPECT_TRUE(event_.details().contains("_other"));
}

TEST_F(MetadataCarriageTest, DetailOfAnotherTypeStaysAmongTheDetails) {
  options_ = {{"_metadata", wamp::Dict{{"trace", true}}}};
  (*event_.mutable_details())["_metadata"].mutable_dict_value();
  Take(as_option_);
  EXPECT_THAT(event_.metadata(), IsEmpty());
  EXPECT_EQ(event_.details().size(), 1u);
}

TEST(CheckMetadataTest, TextThatJsonCannotSayIsRefusedByName) {
  v1::CallOptions options;
  (*options.mutable_metadata())["trace"] = "4711";
  EXPECT_TRUE(CheckMetadata(options.metadata()).ok());
  (*options.mutable_metadata())["bad"] = std::string("\0x", 2);
  EXPECT_THAT(std::string(CheckMetadata(options.metadata()).message()),
              HasSubstr("options.metadata.bad"));
}

}  // namespace
}  // namespace wampbridge::bridge
