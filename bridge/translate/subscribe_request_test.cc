// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/subscribe_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

using ::testing::HasSubstr;

v1::SubscribeRequest To(const char* uri, v1::Match match = v1::MATCH_EXACT) {
  v1::SubscribeRequest subscribe;
  subscribe.add_topics()->set_uri(uri);
  subscribe.mutable_topics(0)->set_match(match);
  return subscribe;
}

absl::Status Check(const v1::SubscribeRequest& subscribe) {
  return CheckSubscribe(subscribe, {.topics_per_stream = 3,
                                    .queue_ceiling_events = 100,
                                    .queue_ceiling_bytes = 1000});
}

RouterTraits Broker(std::string has) {
  return {.name = "main",
          .has = [has](std::string_view role, std::string_view feature) {
            return role == "broker" && feature == has;
          }};
}

TEST(CheckSubscribeTest, TopicsOfEveryMatchPass) {
  EXPECT_TRUE(Check(To("com.shop.order")).ok());
  EXPECT_TRUE(Check(To("com.shop.order", v1::MATCH_UNSPECIFIED)).ok());
  EXPECT_TRUE(Check(To("com.shop.", v1::MATCH_PREFIX)).ok());
  EXPECT_TRUE(Check(To("", v1::MATCH_PREFIX)).ok());
  EXPECT_TRUE(Check(To("com..order", v1::MATCH_WILDCARD)).ok());
  EXPECT_TRUE(Check(To("wamp.session.on_join")).ok());
}

TEST(CheckSubscribeTest, TopicThatIsNoUriIsRefusedByItsPlace) {
  v1::SubscribeRequest subscribe = To("com.x");
  subscribe.add_topics()->set_uri("com..x");
  EXPECT_THAT(std::string(Check(subscribe).message()),
              HasSubstr("topics[1].uri: URI has nothing in component 2"));
  EXPECT_EQ(Check(To("")),
            absl::InvalidArgumentError("topics[0].uri: is required"));
}

TEST(CheckSubscribeTest, AtLeastOneTopicAndAtMostTheLimit) {
  v1::SubscribeRequest subscribe;
  EXPECT_EQ(Check(subscribe),
            absl::InvalidArgumentError("topics: at least one is required"));
  for (const char* uri : {"a", "b", "c"}) subscribe.add_topics()->set_uri(uri);
  EXPECT_TRUE(Check(subscribe).ok());
  subscribe.add_topics()->set_uri("d");
  EXPECT_EQ(Check(subscribe),
            absl::ResourceExhaustedError("topics: 4 is beyond the limit of 3"));
}

TEST(CheckSubscribeTest, SameTopicTwiceIsRefused) {
  v1::SubscribeRequest subscribe = To("com.x");
  subscribe.add_topics()->set_uri("com.x");
  EXPECT_EQ(Check(subscribe),
            absl::InvalidArgumentError("topics[1]: com.x is there twice"));
  subscribe.mutable_topics(1)->set_match(v1::MATCH_PREFIX);
  EXPECT_TRUE(Check(subscribe).ok());
}

TEST(CheckSubscribeTest, NumbersThatAreNoEnumAreRefused) {
  EXPECT_EQ(Check(To("com.x", static_cast<v1::Match>(9))),
            absl::InvalidArgumentError("topics[0].match: 9 is no match"));
  v1::SubscribeRequest subscribe = To("com.x");
  subscribe.mutable_queue()->set_overflow(static_cast<v1::Overflow>(9));
  EXPECT_EQ(Check(subscribe),
            absl::InvalidArgumentError("queue.overflow: 9 is no overflow"));
  subscribe = To("com.x");
  subscribe.set_payload_form(static_cast<v1::PayloadForm>(9));
  EXPECT_EQ(Check(subscribe),
            absl::InvalidArgumentError("payload_form: 9 is no form"));
}

TEST(CheckSubscribeTest, QueueStaysUnderItsCeiling) {
  v1::SubscribeRequest subscribe = To("com.x");
  subscribe.mutable_queue()->set_max_events(100);
  subscribe.mutable_queue()->set_max_bytes(1000);
  EXPECT_TRUE(Check(subscribe).ok());
  subscribe.mutable_queue()->set_max_events(101);
  EXPECT_EQ(Check(subscribe),
            absl::ResourceExhaustedError(
                "queue.max_events: 101 is beyond the limit of 100"));
  subscribe.mutable_queue()->set_max_events(1);
  subscribe.mutable_queue()->set_max_bytes(1001);
  EXPECT_EQ(Check(subscribe),
            absl::ResourceExhaustedError(
                "queue.max_bytes: 1001 is beyond the limit of 1000"));
}

TEST(CheckSubscribeTest, OutageMustBeAboveZero) {
  v1::SubscribeRequest subscribe = To("com.x");
  subscribe.mutable_max_outage();
  EXPECT_EQ(Check(subscribe),
            absl::InvalidArgumentError("max_outage: must be above zero"));
}

TEST(CheckSubscribeTest, ClientNameIsBounded) {
  v1::SubscribeRequest subscribe = To("com.x");
  subscribe.set_client_name(std::string(64, 'n'));
  EXPECT_TRUE(Check(subscribe).ok());
  subscribe.set_client_name(std::string(65, 'n'));
  EXPECT_EQ(Check(subscribe), absl::InvalidArgumentError(
                                  "client_name: 65 octets, the limit is 64"));
}

TEST(CheckSubscribeTest, HistoryBeginsAtAValidPlace) {
  v1::SubscribeRequest subscribe = To("com.x");
  v1::History& history = *subscribe.mutable_options()->mutable_history();
  EXPECT_TRUE(Check(subscribe).ok());
  history.mutable_from_time()->set_nanos(-1);
  EXPECT_EQ(Check(subscribe).message(),
            "options.history.from_time: is no valid timestamp: years 1 to "
            "9999");
  history.mutable_after_time()->set_nanos(-1);
  EXPECT_EQ(Check(subscribe).message(),
            "options.history.after_time: is no valid timestamp: years 1 to "
            "9999");
  history.set_from_publication(0);
  EXPECT_EQ(Check(subscribe).message(),
            "options.history.from_publication: 0 is no id: 1 to 2^53");
  history.set_after_publication(0);
  EXPECT_EQ(Check(subscribe).message(),
            "options.history.after_publication: 0 is no id: 1 to 2^53");
  history.set_after_publication(1);
  EXPECT_TRUE(Check(subscribe).ok());
}

TEST(CheckSubscribeTest, HistoryIsNoLargerThanTheQueue) {
  v1::History history;
  history.set_limit(10);
  EXPECT_TRUE(CheckHistoryLimit(history, 10).ok());
  EXPECT_EQ(CheckHistoryLimit(history, 9),
            absl::ResourceExhaustedError(
                "options.history.limit: 10 is beyond the limit of 9"));
}

wamp::Dict Options(const v1::SubscribeRequest& subscribe) {
  const auto options =
      SubscribeOptionsFor(subscribe, subscribe.topics(0), nullptr);
  EXPECT_TRUE(options.ok()) << options.status();
  return *options;
}

TEST(SubscribeOptionsTest, MatchIsSaidUnlessExact) {
  EXPECT_TRUE(Options(To("com.x")).empty());
  EXPECT_TRUE(Options(To("com.x", v1::MATCH_UNSPECIFIED)).empty());
  EXPECT_EQ(Options(To("com.x", v1::MATCH_PREFIX)),
            (wamp::Dict{{"match", "prefix"}}));
  EXPECT_EQ(Options(To("com.x", v1::MATCH_WILDCARD)),
            (wamp::Dict{{"match", "wildcard"}}));
}

TEST(SubscribeOptionsTest, RetainedAndExtraGoAlong) {
  v1::SubscribeRequest subscribe = To("com.x");
  subscribe.mutable_options()->set_get_retained(true);
  (*subscribe.mutable_options()->mutable_extra())["_tag"].set_int64_value(1);
  EXPECT_EQ(Options(subscribe),
            (wamp::Dict{{"get_retained", true}, {"_tag", 1}}));
}

TEST(SubscribeOptionsTest, ExtraIsChecked) {
  v1::SubscribeRequest subscribe = To("com.x");
  (*subscribe.mutable_options()->mutable_extra())["match"].set_int64_value(1);
  EXPECT_EQ(SubscribeOptionsFor(subscribe, subscribe.topics(0), nullptr)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(SubscribeFeaturesTest, PatternsNeedTheirFeature) {
  EXPECT_TRUE(CheckSubscribeFeatures(To("com.x"), Broker("")).ok());
  for (const v1::Match match : {v1::MATCH_PREFIX, v1::MATCH_WILDCARD}) {
    const v1::SubscribeRequest subscribe = To("com.x", match);
    EXPECT_TRUE(
        CheckSubscribeFeatures(subscribe, Broker("pattern_based_subscription"))
            .ok());
    EXPECT_EQ(CheckSubscribeFeatures(subscribe, Broker("")),
              absl::UnimplementedError(
                  "topics.match: needs the feature pattern_based_subscription, "
                  "which the broker of router main did not announce"));
  }
}

TEST(SubscribeFeaturesTest, RetainedEventsNeedTheirFeature) {
  v1::SubscribeRequest subscribe = To("com.x");
  subscribe.mutable_options()->set_get_retained(true);
  EXPECT_TRUE(
      CheckSubscribeFeatures(subscribe, Broker("event_retention")).ok());
  EXPECT_EQ(CheckSubscribeFeatures(subscribe, Broker("")).code(),
            absl::StatusCode::kUnimplemented);
}

}  // namespace
}  // namespace wampbridge::bridge
