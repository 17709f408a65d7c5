// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/broker.h"

#include <cstdint>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "wamp/router/test_peer.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

using wamp::MatchPolicy;
using wamp::Serializer;

class BrokerTest : public testing::Test {
 protected:
  wamp::SubscriptionId Subscribe(TestPeer& peer, const std::string& topic,
                                 wamp::Dict options = {}) {
    broker_.HandleSubscribe(
        peer.peer,
        {.request = {1}, .options = std::move(options), .topic = topic},
        absl::UnixEpoch());
    return peer.sink.Take<wamp::Subscribed>().subscription;
  }
  void Publish(TestPeer& peer, const std::string& topic,
               wamp::Dict options = {}, const std::string& args = "[1]") {
    const std::string encoded = peer.Encode(args);
    broker_.HandlePublish(peer.peer, {.request = {1},
                                      .options = std::move(options),
                                      .topic = topic,
                                      .payload = {.args = encoded}});
  }

  uint64_t random_ = 100;
  IdSource ids_{[this] { return random_++; }};
  Broker broker_{&ids_};
  TestPeer joe_{{.session = 1, .authid = "joe", .authrole = "shop"}};
  TestPeer ann_{{.session = 2, .authid = "ann", .authrole = "office"}};
  TestPeer bob_{{.session = 3, .authid = "bob", .authrole = "shop"}};
};

TEST_F(BrokerTest, EventReachesSubscriberWithPayloadUntouched) {
  const auto subscription = Subscribe(ann_, "com.shop.sold");
  const std::string args = "[1,  \"two\"]", kwargs = "{\"k\": 3}";
  broker_.HandlePublish(joe_.peer,
                        {.request = {1},
                         .topic = "com.shop.sold",
                         .payload = {.args = args, .kwargs = kwargs}});
  const auto event = ann_.sink.Take<wamp::Event>();
  EXPECT_EQ(event.subscription, subscription);
  EXPECT_TRUE(event.details.empty());
  EXPECT_EQ(event.payload.args, args);
  EXPECT_EQ(event.payload.kwargs, kwargs);
  EXPECT_TRUE(joe_.sink.empty());
}

TEST_F(BrokerTest, EqualSubscriptionsShareOneId) {
  const auto first = Subscribe(ann_, "com.a");
  EXPECT_EQ(Subscribe(ann_, "com.a"), first);
  EXPECT_EQ(Subscribe(bob_, "com.a"), first);
  EXPECT_NE(Subscribe(bob_, "com.a", {{"match", "prefix"}}), first);
  Publish(joe_, "com.a");
  ann_.sink.Take<wamp::Event>();
  EXPECT_TRUE(ann_.sink.empty()) << "subscribed twice, told once";
}

TEST_F(BrokerTest, PatternsMatchAndTellTheTopic) {
  const auto prefix = Subscribe(ann_, "com.sh", {{"match", "prefix"}});
  const auto wildcard = Subscribe(bob_, "com..sold", {{"match", "wildcard"}});
  Publish(joe_, "com.shop.sold");
  const auto by_prefix = ann_.sink.Take<wamp::Event>();
  const auto by_wildcard = bob_.sink.Take<wamp::Event>();
  EXPECT_EQ(by_prefix.subscription, prefix);
  EXPECT_EQ(by_wildcard.subscription, wildcard);
  EXPECT_EQ(by_prefix.publication, by_wildcard.publication);
  for (const auto& event : {by_prefix, by_wildcard}) {
    ASSERT_NE(event.details.Find("topic"), nullptr);
    EXPECT_EQ(*event.details.Find("topic")->AsString(), "com.shop.sold");
  }
  Publish(joe_, "com.shop.opened.sold");
  ann_.sink.Take<wamp::Event>();
  EXPECT_TRUE(bob_.sink.empty());
}

TEST_F(BrokerTest, PublisherIsExcludedUnlessItAsksNotToBe) {
  Subscribe(joe_, "com.a");
  Publish(joe_, "com.a");
  EXPECT_TRUE(joe_.sink.empty());
  Publish(joe_, "com.a", {{"exclude_me", true}});
  EXPECT_TRUE(joe_.sink.empty());
  Publish(joe_, "com.a", {{"exclude_me", false}});
  joe_.sink.Take<wamp::Event>();
}

TEST_F(BrokerTest, EveryListThatIsGivenMustLetTheSubscriberThrough) {
  const struct {
    const char* what;
    wamp::Dict options;
    bool ann, bob;
  } kCases[] = {
      {"exclude", {{"exclude", wamp::List{2}}}, false, true},
      {"exclude_authid", {{"exclude_authid", wamp::List{"bob"}}}, true, false},
      {"exclude_authrole",
       {{"exclude_authrole", wamp::List{"shop"}}},
       true,
       false},
      {"eligible", {{"eligible", wamp::List{2, 9}}}, true, false},
      {"eligible_authid",
       {{"eligible_authid", wamp::List{"bob"}}},
       false,
       true},
      {"eligible_authrole",
       {{"eligible_authrole", wamp::List{"office", "shop"}}},
       true,
       true},
      {"empty whitelist", {{"eligible", wamp::List{}}}, false, false},
      {"white and black",
       {{"eligible_authrole", wamp::List{"office", "shop"}},
        {"exclude", wamp::List{3}}},
       true,
       false},
  };
  Subscribe(ann_, "com.a");
  Subscribe(bob_, "com.a");
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.what);
    Publish(joe_, "com.a", test.options);
    EXPECT_EQ(!ann_.sink.empty(), test.ann);
    EXPECT_EQ(!bob_.sink.empty(), test.bob);
    ann_.sink.Clear();
    bob_.sink.Clear();
  }
}

TEST_F(BrokerTest, PublicationIsAcknowledgedWhenAsked) {
  Subscribe(ann_, "com.a");
  Publish(joe_, "com.a", {{"acknowledge", true}});
  const auto published = joe_.sink.Take<wamp::Published>();
  EXPECT_EQ(published.publication, ann_.sink.Take<wamp::Event>().publication);
}

TEST_F(BrokerTest, RefusedPublicationIsAnsweredOnlyWhenAcknowledged) {
  Publish(joe_, "com..a");
  EXPECT_TRUE(joe_.sink.empty());
  Publish(joe_, "com..a", {{"acknowledge", true}});
  const auto error = joe_.sink.Take<wamp::Error>();
  EXPECT_EQ(error.error, kInvalidUri);
  EXPECT_EQ(error.request_type, wamp::MessageType::kPublish);
  Publish(joe_, "wamp.session.on_join", {{"acknowledge", true}});
  EXPECT_EQ(joe_.sink.Take<wamp::Error>().error, kInvalidUri);
}

TEST_F(BrokerTest, RoleWithoutPermissionIsRefused) {
  TestPeer guest(
      {.session = 9,
       .authrole = "guest",
       .rules = {{.uri = "com.news.**", .allow = {Action::kSubscribe}}}});
  Subscribe(guest, "com.news.", {{"match", "prefix"}});
  broker_.HandleSubscribe(
      guest.peer,
      {.request = {2}, .options = {{"match", "prefix"}}, .topic = "com.news"},
      absl::UnixEpoch());
  EXPECT_EQ(guest.sink.Take<wamp::Error>().error, kNotAuthorized)
      << "com.news also stands for com.newspaper";
  Publish(guest, "com.news.today", {{"acknowledge", true}});
  const auto error = guest.sink.Take<wamp::Error>();
  EXPECT_EQ(error.error, kNotAuthorized);
  EXPECT_EQ(error.payload.args,
            "[\"role \\\"guest\\\" may not publish com.news.today\"]");
}

TEST_F(BrokerTest, UnknownMatchIsRefused) {
  broker_.HandleSubscribe(
      joe_.peer,
      {.request = {1}, .options = {{"match", "regex"}}, .topic = "com.a"},
      absl::UnixEpoch());
  EXPECT_EQ(joe_.sink.Take<wamp::Error>().error, kInvalidArgument);
}

TEST_F(BrokerTest, PublisherIsToldWhenItOrItsRoleDiscloses) {
  TestPeer open(
      {.session = 7,
       .authid = "eve",
       .authrole = "open",
       .rules = {
           {.uri = "com.*", .allow = {Action::kPublish}, .disclose = true}}});
  Subscribe(ann_, "com.a");
  Publish(open, "com.a");
  const auto by_role = ann_.sink.Take<wamp::Event>();
  EXPECT_EQ(*by_role.details.Find("publisher")->AsInt(), 7);
  EXPECT_EQ(*by_role.details.Find("publisher_authid")->AsString(), "eve");
  EXPECT_EQ(*by_role.details.Find("publisher_authrole")->AsString(), "open");
  Publish(joe_, "com.a", {{"disclose_me", true}});
  const auto by_wish = ann_.sink.Take<wamp::Event>();
  EXPECT_EQ(*by_wish.details.Find("publisher")->AsInt(), 1);
}

TEST_F(BrokerTest, UnsubscribedPeerHearsNothing) {
  const auto subscription = Subscribe(ann_, "com.a");
  broker_.HandleUnsubscribe(ann_.peer,
                            {.request = {2}, .subscription = subscription});
  EXPECT_EQ(ann_.sink.Take<wamp::Unsubscribed>().request.value, 2u);
  Publish(joe_, "com.a");
  EXPECT_TRUE(ann_.sink.empty());
  broker_.HandleUnsubscribe(ann_.peer,
                            {.request = {3}, .subscription = subscription});
  EXPECT_EQ(ann_.sink.Take<wamp::Error>().error, kNoSuchSubscription);
}

TEST_F(BrokerTest, SomebodyElsesSubscriptionCannotBeEnded) {
  const auto subscription = Subscribe(ann_, "com.a");
  broker_.HandleUnsubscribe(bob_.peer,
                            {.request = {1}, .subscription = subscription});
  EXPECT_EQ(bob_.sink.Take<wamp::Error>().error, kNoSuchSubscription);
  Publish(joe_, "com.a");
  ann_.sink.Take<wamp::Event>();
}

TEST_F(BrokerTest, PeerThatIsGoneIsForgotten) {
  auto gone = std::make_unique<TestPeer>(TestPeerOptions{.session = 8});
  const auto first = Subscribe(*gone, "com.a");
  broker_.HandlePeerGone(gone->peer);
  gone.reset();
  Publish(joe_, "com.a");
  EXPECT_NE(Subscribe(ann_, "com.a"), first) << "nobody kept it alive";
}

TEST_F(BrokerTest, RetainedEventComesAfterSubscribed) {
  Publish(joe_, "com.a", {{"retain", true}}, "[1]");
  Publish(joe_, "com.a", {{"retain", true}}, "[2]");
  Publish(joe_, "com.a", {}, "[3]");
  Subscribe(bob_, "com.a");
  EXPECT_TRUE(bob_.sink.empty());
  const auto subscription =
      Subscribe(ann_, "com", {{"match", "prefix"}, {"get_retained", true}});
  const auto event = ann_.sink.Take<wamp::Event>();
  EXPECT_EQ(event.subscription, subscription);
  EXPECT_EQ(event.payload.args, "[2]");
  EXPECT_TRUE(*event.details.Find("retained")->AsBool());
  EXPECT_EQ(*event.details.Find("topic")->AsString(), "com.a");
  EXPECT_TRUE(ann_.sink.empty());
}

TEST_F(BrokerTest, RetainedEventIsKeptFromThoseItWasNotFor) {
  Publish(joe_, "com.a",
          {{"retain", true}, {"exclude_authrole", wamp::List{"office"}}});
  Subscribe(ann_, "com.a", {{"get_retained", true}});
  EXPECT_TRUE(ann_.sink.empty());
  Subscribe(bob_, "com.a", {{"get_retained", true}});
  bob_.sink.Take<wamp::Event>();
}

TEST_F(BrokerTest, PayloadIsWrittenInEachSubscribersSerializer) {
  TestPeer cbor({.session = 4, .serializer = Serializer::kCbor});
  TestPeer msgpack({.session = 5, .serializer = Serializer::kMsgpack});
  for (TestPeer* peer : {&cbor, &msgpack, &ann_}) Subscribe(*peer, "com.a");
  Publish(cbor, "com.a", {{"exclude_me", false}}, "[1,{\"a\":[true,null]}]");
  for (TestPeer* peer : {&cbor, &msgpack, &ann_}) {
    const auto event = peer->sink.Take<wamp::Event>();
    EXPECT_EQ(peer->Decode(event.payload.args), "[1,{\"a\":[true,null]}]");
  }
}

TEST_F(BrokerTest, ReceiversOfOneSerializerGetTheSameOctets) {
  Subscribe(ann_, "com.a");
  Subscribe(bob_, "com.a");
  Publish(joe_, "com.a");
  EXPECT_EQ(ann_.sink.TakeOctets(), bob_.sink.TakeOctets());
}

TEST_F(BrokerTest, SubscriberThatCannotGetAnEventGoesWithout) {
  TestPeer cbor({.session = 4, .serializer = Serializer::kCbor});
  Subscribe(ann_, "com.a");
  Subscribe(cbor, "com.a");
  const std::string nan("\x81\xf9\x7e\x00", 4);
  broker_.HandlePublish(cbor.peer, {.request = {2},
                                    .options = {{"exclude_me", false}},
                                    .topic = "com.a",
                                    .payload = {.args = nan}});
  EXPECT_TRUE(ann_.sink.empty()) << "JSON has no NaN";
  EXPECT_EQ(cbor.sink.Take<wamp::Event>().payload.args, nan);
  ann_.sink.set_message_bytes_max(10);
  Publish(joe_, "com.a");
  EXPECT_TRUE(ann_.sink.empty()) << "larger than it takes";
}

TEST_F(BrokerTest, SubscriptionsOfOneSessionAreBounded) {
  for (size_t i = 0; i < Broker::kSubscriptionsPerPeerMax; ++i) {
    Subscribe(ann_, "com.a" + std::to_string(i));
  }
  broker_.HandleSubscribe(ann_.peer, {.request = {1}, .topic = "com.b"},
                          absl::UnixEpoch());
  EXPECT_EQ(ann_.sink.Take<wamp::Error>().error, kLimitExceeded);
}

}  // namespace
}  // namespace wampbridge::router
