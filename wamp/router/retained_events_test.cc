// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/retained_events.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::router {
namespace {

using wamp::MatchPolicy;

RetainedEvent Event(const std::string& topic, const std::string& args) {
  return {.topic = topic,
          .publication = {1},
          .details = {},
          .filter = EventFilter({}, wamp::SessionId{1}),
          .args = args,
          .kwargs = ""};
}

std::string ArgsOf(const RetainedEvents& events, const std::string& pattern,
                   MatchPolicy match) {
  std::string args;
  for (const RetainedEvent* event : events.Matching(pattern, match)) {
    args += event->args;
  }
  return args;
}

TEST(RetainedEventsTest, NewestOfEachTopicIsKept) {
  RetainedEvents events(1000);
  events.Keep(Event("com.a", "1"));
  events.Keep(Event("com.b", "2"));
  events.Keep(Event("com.a", "3"));
  EXPECT_EQ(ArgsOf(events, "com.a", MatchPolicy::kExact), "3");
  EXPECT_EQ(ArgsOf(events, "com", MatchPolicy::kPrefix), "23");
  EXPECT_EQ(ArgsOf(events, "com.c", MatchPolicy::kExact), "");
}

TEST(RetainedEventsTest, OldestGoesWhenTheBoundIsPassed) {
  RetainedEvents events(20);
  events.Keep(Event("com.a", "11111"));
  events.Keep(Event("com.b", "22222"));
  EXPECT_EQ(ArgsOf(events, "com", MatchPolicy::kPrefix), "1111122222");
  events.Keep(Event("com.c", "3"));
  EXPECT_EQ(ArgsOf(events, "com", MatchPolicy::kPrefix), "222223");
  events.Keep(Event("com.d", std::string(30, '4')));
  EXPECT_EQ(ArgsOf(events, "com", MatchPolicy::kPrefix), "")
      << "larger than all there is room for";
}

}  // namespace
}  // namespace wampbridge::router
