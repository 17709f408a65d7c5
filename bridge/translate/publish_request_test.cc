// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/publish_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

namespace wampbridge::bridge {
namespace {

using ::testing::HasSubstr;

v1::PublishRequest To(const char* topic) {
  v1::PublishRequest publish;
  publish.set_topic(topic);
  return publish;
}

RouterTraits Broker(std::set<std::string, std::less<>> features) {
  return {.name = "main",
          .has = [features = std::move(features)](std::string_view role,
                                                  std::string_view feature) {
            return role == "broker" && features.contains(feature);
          }};
}

absl::StatusOr<wamp::Dict> Options(const v1::PublishRequest& publish,
                                   const RouterTraits& router) {
  EXPECT_TRUE(CheckPublish(publish).ok()) << CheckPublish(publish);
  return PublishOptionsFor(publish, router);
}

TEST(CheckPublishTest, TopicMustBeAUri) {
  EXPECT_TRUE(CheckPublish(To("com.shop.order")).ok());
  EXPECT_EQ(CheckPublish(To("")),
            absl::InvalidArgumentError("topic: is required"));
  EXPECT_EQ(CheckPublish(To("com.shop ")).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(CheckPublishTest, ReservedTopicIsRefused) {
  for (const char* topic : {"wamp", "wamp.session.on_join"}) {
    EXPECT_EQ(CheckPublish(To(topic)),
              absl::InvalidArgumentError(
                  "topic: begins with wamp, which is closed to clients"));
  }
  EXPECT_TRUE(CheckPublish(To("wampum.x")).ok());
}

using Change = std::function<void(v1::PublishOptions&)>;

TEST(CheckPublishTest, OptionsAboutSessionsNeedAPin) {
  const std::pair<const char*, Change> rows[] = {
      {"options.exclude_me", [](auto& o) { o.set_exclude_me(true); }},
      {"options.exclude", [](auto& o) { o.add_exclude(7); }},
      {"options.eligible", [](auto& o) { o.add_eligible(7); }}};
  for (const auto& [field, change] : rows) {
    v1::PublishRequest publish = To("com.x");
    change(*publish.mutable_options());
    EXPECT_EQ(CheckPublish(publish),
              absl::InvalidArgumentError(std::string(field) +
                                         ": sessions are shared among clients: "
                                         "needs options.session_id"));
    publish.mutable_options()->set_session_id(5);
    EXPECT_TRUE(CheckPublish(publish).ok());
  }
}

TEST(CheckPublishTest, NotExcludingOneselfNeedsNoPin) {
  v1::PublishRequest publish = To("com.x");
  publish.mutable_options()->set_exclude_me(false);
  EXPECT_TRUE(CheckPublish(publish).ok());
}

TEST(CheckPublishTest, IdsAreChecked) {
  constexpr uint64_t kMax = uint64_t{1} << 53;
  for (const uint64_t bad : {uint64_t{0}, kMax + 1}) {
    v1::PublishRequest publish = To("com.x");
    publish.mutable_options()->set_session_id(5);
    publish.mutable_options()->add_exclude(kMax);
    EXPECT_TRUE(CheckPublish(publish).ok());
    publish.mutable_options()->add_exclude(bad);
    EXPECT_THAT(std::string(CheckPublish(publish).message()),
                HasSubstr("options.exclude[1]: "));
    publish.mutable_options()->clear_exclude();
    publish.mutable_options()->add_eligible(bad);
    EXPECT_THAT(std::string(CheckPublish(publish).message()),
                HasSubstr("options.eligible[0]: "));
  }
  v1::PublishRequest publish = To("com.x");
  publish.mutable_options()->set_session_id(kMax + 1);
  EXPECT_THAT(std::string(CheckPublish(publish).message()),
              HasSubstr("options.session_id: "));
}

TEST(CheckPublishTest, TextsThatJsonWouldMakeBinaryAreRefused) {
  const std::string nul(1, '\0');
  const std::pair<const char*, Change> rows[] = {
      {"options.exclude_authid", [&](auto& o) { o.add_exclude_authid(nul); }},
      {"options.exclude_authrole",
       [&](auto& o) { o.add_exclude_authrole(nul); }},
      {"options.eligible_authid", [&](auto& o) { o.add_eligible_authid(nul); }},
      {"options.eligible_authrole",
       [&](auto& o) { o.add_eligible_authrole(nul); }},
      {"options.ppt_scheme", [&](auto& o) { o.set_ppt_scheme(nul); }}};
  for (const auto& [field, change] : rows) {
    v1::PublishRequest publish = To("com.x");
    change(*publish.mutable_options());
    const absl::Status status = CheckPublish(publish);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(field));
  }
}

TEST(CheckPublishTest, MetadataIsChecked) {
  v1::PublishRequest publish = To("com.x");
  auto& metadata = *publish.mutable_options()->mutable_metadata();
  metadata["trace"] = "1";
  EXPECT_TRUE(CheckPublish(publish).ok());
  metadata["trace"] = std::string("\0x", 2);
  EXPECT_EQ(CheckPublish(publish).code(), absl::StatusCode::kInvalidArgument);
}

TEST(PublishOptionsTest, AcknowledgeIsTheDefault) {
  v1::PublishRequest publish = To("com.x");
  EXPECT_TRUE(WantsAcknowledge(publish));
  EXPECT_EQ(*Options(publish, Broker({})), (wamp::Dict{{"acknowledge", true}}));
  publish.mutable_options()->set_acknowledge(true);
  EXPECT_TRUE(WantsAcknowledge(publish));
  publish.mutable_options()->set_acknowledge(false);
  EXPECT_FALSE(WantsAcknowledge(publish));
  EXPECT_TRUE(Options(publish, Broker({}))->empty());
}

TEST(PublishOptionsTest, PublisherIsNotExcludedWhereThatCanBeAsked) {
  const RouterTraits router = Broker({"publisher_exclusion"});
  v1::PublishRequest publish = To("com.x");
  publish.mutable_options()->set_acknowledge(false);
  EXPECT_EQ(*Options(publish, router), (wamp::Dict{{"exclude_me", false}}));
  publish.mutable_options()->set_exclude_me(false);
  EXPECT_EQ(*Options(publish, router), (wamp::Dict{{"exclude_me", false}}));
  EXPECT_TRUE(Options(publish, Broker({}))->empty());
  publish.mutable_options()->set_exclude_me(true);
  publish.mutable_options()->set_session_id(5);
  EXPECT_EQ(*Options(publish, router), (wamp::Dict{{"exclude_me", true}}));
}

TEST(PublishOptionsTest, EachOptionNeedsItsFeature) {
  struct Row {
    Change change;
    const char* feature;
    wamp::Dict options;
  };
  const Row rows[] = {
      {[](auto& o) { o.add_exclude(7); },
       "subscriber_blackwhite_listing",
       {{"exclude", wamp::List{7}}}},
      {[](auto& o) { o.add_eligible(uint64_t{1} << 53); },
       "subscriber_blackwhite_listing",
       {{"eligible", wamp::List{int64_t{1} << 53}}}},
      {[](auto& o) { o.add_exclude_authid("a"); },
       "subscriber_blackwhite_listing",
       {{"exclude_authid", wamp::List{"a"}}}},
      {[](auto& o) { o.add_exclude_authrole("a"); },
       "subscriber_blackwhite_listing",
       {{"exclude_authrole", wamp::List{"a"}}}},
      {[](auto& o) { o.add_eligible_authid("a"); },
       "subscriber_blackwhite_listing",
       {{"eligible_authid", wamp::List{"a"}}}},
      {[](auto& o) { o.add_eligible_authrole("a"); },
       "subscriber_blackwhite_listing",
       {{"eligible_authrole", wamp::List{"a"}}}},
      {[](auto& o) { o.set_disclose_me(true); },
       "publisher_identification",
       {{"disclose_me", true}}},
      {[](auto& o) { o.set_disclose_me(false); },
       "publisher_identification",
       {{"disclose_me", false}}},
      {[](auto& o) { o.set_retain(true); },
       "event_retention",
       {{"retain", true}}},
      {[](auto& o) { o.set_ppt_scheme("mqtt"); },
       "payload_passthru_mode",
       {{"ppt_scheme", "mqtt"}}},
      {[](auto& o) {
         o.set_ppt_scheme("wamp");
         o.set_ppt_serializer("cbor");
         o.set_ppt_cipher("aes256gcm");
         o.set_ppt_keyid("key-1");
       },
       "payload_passthru_mode",
       {{"ppt_scheme", "wamp"},
        {"ppt_serializer", "cbor"},
        {"ppt_cipher", "aes256gcm"},
        {"ppt_keyid", "key-1"}}},
  };
  for (const Row& row : rows) {
    v1::PublishRequest publish = To("com.x");
    publish.mutable_options()->set_acknowledge(false);
    publish.mutable_options()->set_session_id(5);
    row.change(*publish.mutable_options());
    const auto options = Options(publish, Broker({row.feature}));
    ASSERT_TRUE(options.ok()) << options.status();
    EXPECT_EQ(*options, row.options);
    const auto refused = Options(publish, Broker({}));
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kUnimplemented);
    EXPECT_THAT(std::string(refused.status().message()),
                HasSubstr("needs the feature " + std::string(row.feature) +
                          ", which the broker of router main"));
  }
}

TEST(PublishOptionsTest, ExcludingOneselfNeedsItsFeature) {
  v1::PublishRequest publish = To("com.x");
  publish.mutable_options()->set_session_id(5);
  publish.mutable_options()->set_exclude_me(true);
  EXPECT_EQ(Options(publish, Broker({})).status().code(),
            absl::StatusCode::kUnimplemented);
}

TEST(PublishOptionsTest, ExtraGoesAlongOnceChecked) {
  v1::PublishRequest publish = To("com.x");
  auto& extra = *publish.mutable_options()->mutable_extra();
  extra["x_tag"].set_string_value("t");
  EXPECT_EQ(*Options(publish, Broker({})),
            (wamp::Dict{{"acknowledge", true}, {"x_tag", "t"}}));
  extra["acknowledge"].set_bool_value(false);
  EXPECT_EQ(Options(publish, Broker({})).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace wampbridge::bridge
