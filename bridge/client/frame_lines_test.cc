// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/frame_lines.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

v1::SubscribeResponse Event(const std::string& payload) {
  v1::SubscribeResponse response;
  response.mutable_event()->set_topic("com.\"x\"");
  response.mutable_event()->set_publication_id(9007199254740992U);
  response.mutable_event()->mutable_payload()->set_json(payload);
  return response;
}

TEST(FrameLinesTest, EventHasItsPayloadUntouched) {
  const auto response =
      Event(R"({"args":[18446744073709551615,1.0],"kwargs":{"a":1}})");
  EXPECT_EQ(EventLine(response.event()),
            R"({"topic":"com.\"x\"","publication_id":9007199254740992,)"
            R"("args":[18446744073709551615,1.0],"kwargs":{"a":1}})");
  EXPECT_EQ(FrameLine(response),
            "{\"event\":" + EventLine(response.event()) + "}");
  EXPECT_EQ(FrameInWords(response), "");
}

TEST(FrameLinesTest, EventWithoutPayloadIsWholeJson) {
  v1::SubscribeResponse response = Event("{}");
  response.mutable_event()->set_retained(true);
  EXPECT_EQ(EventLine(response.event()),
            R"({"topic":"com.\"x\"","publication_id":9007199254740992,)"
            R"("retained":true})");
}

TEST(FrameLinesTest, SubscribedIsSaid) {
  v1::SubscribeResponse response;
  response.mutable_subscribed()->set_topic("com.x");
  response.mutable_subscribed()->set_match(v1::MATCH_PREFIX);
  response.mutable_subscribed()->set_subscription_id(7);
  response.mutable_subscribed()->set_session_id(8);
  EXPECT_EQ(FrameInWords(response), "subscribed to com.x");
  EXPECT_EQ(FrameLine(response),
            R"({"subscribed":{"topic":"com.x","match":"prefix",)"
            R"("subscription_id":7,"session_id":8}})");
}

TEST(FrameLinesTest, GapTellsAllThatIsKnown) {
  v1::SubscribeResponse response;
  v1::Gap& gap = *response.mutable_gap();
  gap.set_reason(v1::GAP_REASON_OVERFLOW);
  gap.set_dropped(0);
  gap.mutable_from()->set_seconds(1);
  gap.mutable_to()->set_seconds(2);
  gap.add_topics()->set_uri("com.x");
  EXPECT_EQ(FrameLine(response),
            R"({"gap":{"reason":"OVERFLOW","from":"1970-01-01T00:00:01Z",)"
            R"("to":"1970-01-01T00:00:02Z","dropped":0,"topics":["com.x"]}})");
  EXPECT_EQ(FrameInWords(response),
            "gap: OVERFLOW, 0 events dropped, 1970-01-01T00:00:01Z to "
            "1970-01-01T00:00:02Z");
}

TEST(FrameLinesTest, OtherFramesAreSaid) {
  v1::SubscribeResponse response;
  response.mutable_interrupted()->set_reason("lost");
  EXPECT_EQ(FrameInWords(response), "interrupted: lost");
  EXPECT_EQ(FrameLine(response), R"({"interrupted":{"reason":"lost","since":)"
                                 R"("1970-01-01T00:00:00Z"}})");
  response.mutable_unsubscribed()->set_topic("com.x");
  response.mutable_unsubscribed()->set_reason("gone");
  EXPECT_EQ(FrameInWords(response), "unsubscribed from com.x: gone");
  EXPECT_EQ(FrameLine(response),
            R"({"unsubscribed":{"topic":"com.x","reason":"gone"}})");
}

TEST(FrameLinesTest, UnknownFrameIsNothing) {
  EXPECT_EQ(FrameLine({}), "");
  EXPECT_EQ(FrameInWords({}), "");
}

}  // namespace
}  // namespace wampbridge::bridge
