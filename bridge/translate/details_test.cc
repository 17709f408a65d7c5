// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/details.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace wampbridge::bridge {
namespace {

using ::testing::HasSubstr;

wamp::Value Nested(int lists) {
  wamp::Value value(1);
  for (int i = 0; i < lists; ++i) value = wamp::List{value};
  return value;
}

TEST(DetailsTest, EveryEntryIsTaken) {
  ProtoDict entries;
  ASSERT_TRUE(DictToProto({{"callee", 7},
                           {"big", std::numeric_limits<uint64_t>::max()},
                           {"authid", "joe"},
                           {"path", wamp::List{true, wamp::Value(), 2.0}}},
                          &entries)
                  .ok());
  EXPECT_EQ(entries.size(), 4u);
  EXPECT_EQ(entries.at("callee").int64_value(), 7);
  EXPECT_EQ(entries.at("big").uint64_value(),
            std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(entries.at("authid").string_value(), "joe");
  EXPECT_EQ(entries.at("path").list_value().items_size(), 3);
}

TEST(DetailsTest, NestingIsBounded) {
  ProtoDict entries;
  EXPECT_TRUE(DictToProto({{"a", Nested(30)}}, &entries).ok());
  const absl::Status status = DictToProto({{"a", Nested(31)}}, &entries);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("details.a[0][0]"));
}

wamp::Result ResultWith(wamp::Dict details) {
  wamp::Result result;
  result.request = {9};
  result.details = std::move(details);
  return result;
}

TEST(CallDetailsTest, AreGivenWhenAskedFor) {
  v1::CallResponse response;
  ASSERT_TRUE(FillCallDetails(ResultWith({{"callee", 7}}), {5},
                              WantDetails::kYes, &response)
                  .ok());
  EXPECT_EQ(response.details().session_id(), 5u);
  EXPECT_EQ(response.details().request_id(), 9u);
  EXPECT_EQ(response.details().details().at("callee").int64_value(), 7);
}

TEST(CallDetailsTest, AreNotGivenUnasked) {
  v1::CallResponse response;
  ASSERT_TRUE(FillCallDetails(ResultWith({{"callee", 7}}), {5},
                              WantDetails::kNo, &response)
                  .ok());
  EXPECT_FALSE(response.has_details());
}

TEST(CallDetailsTest, AreGivenUnaskedInPassthruMode) {
  v1::CallResponse response;
  ASSERT_TRUE(FillCallDetails(ResultWith({{"ppt_scheme", "wamp"}}), {5},
                              WantDetails::kNo, &response)
                  .ok());
  EXPECT_EQ(response.details().details().at("ppt_scheme").string_value(),
            "wamp");
}

v1::Event Fill(wamp::Dict details) {
  wamp::Event received;
  received.subscription = {3};
  received.publication = {4};
  received.details = std::move(details);
  v1::Event event;
  EXPECT_TRUE(FillEventDetails(received, "com.shop.", &event).ok());
  return event;
}

TEST(EventDetailsTest, PlainEventHasTopicAndIds) {
  const v1::Event event = Fill({});
  EXPECT_EQ(event.topic(), "com.shop.");
  EXPECT_EQ(event.subscription_id(), 3u);
  EXPECT_EQ(event.publication_id(), 4u);
  EXPECT_FALSE(event.retained());
  EXPECT_TRUE(event.details().empty());
}

TEST(EventDetailsTest, SpecifiedOnesHaveFields) {
  const v1::Event event = Fill({{"topic", "com.shop.order"},
                                {"publisher", int64_t{1} << 53},
                                {"publisher_authid", "joe"},
                                {"publisher_authrole", "shop"},
                                {"retained", true}});
  EXPECT_EQ(event.topic(), "com.shop.order");
  EXPECT_EQ(event.publisher(), uint64_t{1} << 53);
  EXPECT_EQ(event.publisher_authid(), "joe");
  EXPECT_EQ(event.publisher_authrole(), "shop");
  EXPECT_TRUE(event.retained());
  EXPECT_TRUE(event.details().empty());
}

TEST(EventDetailsTest, OthersStayDetails) {
  const v1::Event event =
      Fill({{"trustlevel", 2}, {"ppt_scheme", "mqtt"}, {"retained", false}});
  EXPECT_EQ(event.details().size(), 2u);
  EXPECT_EQ(event.details().at("trustlevel").int64_value(), 2);
  EXPECT_EQ(event.details().at("ppt_scheme").string_value(), "mqtt");
}

TEST(EventDetailsTest, SpecifiedOneOfAnotherTypeStaysADetail) {
  const v1::Event event =
      Fill({{"publisher", "x"}, {"retained", 1}, {"publisher_authid", 7}});
  EXPECT_EQ(event.details().size(), 3u);
  EXPECT_EQ(event.publisher(), 0u);
}

TEST(EventDetailsTest, NestingIsBounded) {
  wamp::Event received;
  received.details = {{"a", Nested(31)}};
  v1::Event event;
  EXPECT_EQ(FillEventDetails(received, "com.x", &event).code(),
            absl::StatusCode::kInternal);
}

v1::Invocation FillInvocation(wamp::Dict details) {
  wamp::Invocation received;
  received.registration = {3};
  received.details = std::move(details);
  v1::Invocation invocation;
  EXPECT_TRUE(FillInvocationDetails(received, "com.shop.", &invocation).ok());
  return invocation;
}

TEST(InvocationDetailsTest, PlainInvocationHasProcedureAndRegistration) {
  const v1::Invocation invocation = FillInvocation({});
  EXPECT_EQ(invocation.procedure(), "com.shop.");
  EXPECT_EQ(invocation.registration_id(), 3u);
  EXPECT_FALSE(invocation.has_timeout());
  EXPECT_TRUE(invocation.details().empty());
}

TEST(InvocationDetailsTest, SpecifiedOnesHaveFields) {
  const v1::Invocation invocation =
      FillInvocation({{"procedure", "com.shop.order"},
                      {"caller", int64_t{1} << 53},
                      {"caller_authid", "joe"},
                      {"caller_authrole", "shop"},
                      {"receive_progress", true},
                      {"progress", true},
                      {"timeout", 1500}});
  EXPECT_EQ(invocation.procedure(), "com.shop.order");
  EXPECT_EQ(invocation.caller(), uint64_t{1} << 53);
  EXPECT_EQ(invocation.caller_authid(), "joe");
  EXPECT_EQ(invocation.caller_authrole(), "shop");
  EXPECT_TRUE(invocation.receive_progress());
  EXPECT_TRUE(invocation.progress());
  EXPECT_EQ(invocation.timeout().seconds(), 1);
  EXPECT_EQ(invocation.timeout().nanos(), 500'000'000);
  EXPECT_TRUE(invocation.details().empty());
}

TEST(InvocationDetailsTest, OthersStayDetails) {
  const v1::Invocation invocation = FillInvocation({{"trustlevel", 2},
                                                    {"ppt_scheme", "wamp"},
                                                    {"ppt_serializer", "cbor"},
                                                    {"ppt_cipher", "aes256gcm"},
                                                    {"ppt_keyid", "key-1"},
                                                    {"timeout", 0}});
  EXPECT_FALSE(invocation.has_timeout());
  EXPECT_EQ(invocation.details().size(), 5u);
  EXPECT_EQ(invocation.details().at("trustlevel").int64_value(), 2);
  EXPECT_EQ(invocation.details().at("ppt_keyid").string_value(), "key-1");
}

}  // namespace
}  // namespace wampbridge::bridge
