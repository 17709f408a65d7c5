// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/meta_api.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "wamp/router/id_source.h"
#include "wamp/router/options.h"
#include "wamp/router/realm.h"
#include "wamp/router/test_peer.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

constexpr absl::Time kNow = absl::FromUnixSeconds(1'000'000'000);

// A session that leaves its realm when it is closed.
struct Member : JoinedSession {
  Member(Realm* realm, uint64_t session, const std::string& authid,
         const std::string& authrole)
      : realm(realm),
        peer(
            {.session = session,
             .authid = authid,
             .authrole = authrole,
             .features = {"registration_revocation", "subscription_revocation"},
             .rules =
                 OpenRouterOptions().realms["realm1"].roles["anonymous"]}) {
    realm->HandleJoined(peer.peer, *this, {{"session", session}});
  }
  ~Member() override {
    if (!closed) realm->HandlePeerGone(peer.peer);
  }
  void Close(const wamp::Goodbye& goodbye) override {
    closed = true;
    said = goodbye;
    realm->HandlePeerGone(peer.peer);
  }

  Realm* const realm;
  TestPeer peer;
  bool closed = false;
  wamp::Goodbye said;
};

class MetaApiTest : public testing::Test {
 protected:
  void Call(const std::string& procedure, const std::string& args,
            const std::string& kwargs = "{}") {
    EXPECT_TRUE(realm_
                    ->HandleCall(ann_.peer.peer,
                                 {.request = {1},
                                  .procedure = "wamp." + procedure,
                                  .payload = {.args = args, .kwargs = kwargs}},
                                 kNow)
                    .ok());
  }
  std::string Result(const std::string& procedure, const std::string& args,
                     const std::string& kwargs = "{}") {
    Call(procedure, args, kwargs);
    return std::string(ann_.peer.sink.Take<wamp::Result>().payload.args);
  }
  std::string ErrorUri(const std::string& procedure, const std::string& args,
                       const std::string& kwargs = "{}") {
    Call(procedure, args, kwargs);
    return ann_.peer.sink.Take<wamp::Error>().error;
  }
  uint64_t Register(Member& member, const std::string& procedure,
                    wamp::Dict options = {}) {
    realm_->dealer().HandleRegister(
        member.peer.peer,
        {.request = {1}, .options = std::move(options), .procedure = procedure},
        kNow);
    return member.peer.sink.Take<wamp::Registered>().registration.value;
  }
  uint64_t Subscribe(Member& member, const std::string& topic,
                     wamp::Dict options = {}) {
    realm_->broker().HandleSubscribe(
        member.peer.peer,
        {.request = {1}, .options = std::move(options), .topic = topic}, kNow);
    return member.peer.sink.Take<wamp::Subscribed>().subscription.value;
  }
  // The args of the event that ann was told.
  std::string Told() {
    return std::string(ann_.peer.sink.Take<wamp::Event>().payload.args);
  }

  uint64_t random_ = 0;
  IdSource ids_{[this] { return random_++; }};
  std::unique_ptr<Realm> realm_ =
      *Realm::Create(OpenRouterOptions().realms["realm1"], &ids_);
  Member ann_{realm_.get(), 10, "ann", "staff"};
  Member bob_{realm_.get(), 11, "bob", "staff"};
  Member joe_{realm_.get(), 12, "joe", "guest"};
};

TEST_F(MetaApiTest, SessionsAreCountedListedAndTold) {
  EXPECT_EQ(Result("session.count", "[]"), "[3]");
  EXPECT_EQ(Result("session.count", R"([["guest"]])"), "[1]");
  EXPECT_EQ(Result("session.list", "[]"), "[[10,11,12]]");
  EXPECT_EQ(Result("session.list", R"([["staff","x"]])"), "[[10,11]]");
  EXPECT_EQ(Result("session.get", "[11]"), R"([{"session":11}])");
  EXPECT_EQ(ErrorUri("session.get", "[99]"), kNoSuchSession);
  EXPECT_EQ(ErrorUri("session.get", "[]"), kNoSuchSession);
}

TEST_F(MetaApiTest, KilledSessionIsToldWhy) {
  EXPECT_EQ(Result("session.kill", "[11]",
                   R"({"reason":"com.close.tired","message":"enough"})"),
            "");
  EXPECT_TRUE(bob_.closed);
  EXPECT_EQ(bob_.said.reason, "com.close.tired");
  EXPECT_EQ(bob_.said.details.TextAt("message"), "enough");
  EXPECT_EQ(ErrorUri("session.kill", "[11]"), kNoSuchSession);
}

TEST_F(MetaApiTest, KillTakesNeitherItsCallerNorABadReason) {
  EXPECT_EQ(ErrorUri("session.kill", "[10]"), kNoSuchSession);
  EXPECT_EQ(ErrorUri("session.kill", "[11]", R"({"reason":""})"), kInvalidUri);
  EXPECT_EQ(ErrorUri("session.kill", "[11]", R"({"reason":7})"), kInvalidUri);
  EXPECT_FALSE(ann_.closed || bob_.closed);
}

TEST_F(MetaApiTest, ManyAreKilledByWhoTheyAre) {
  EXPECT_EQ(Result("session.kill_by_authid", R"(["joe"])"), "[[12]]");
  EXPECT_EQ(joe_.said.reason, kKilled);
  EXPECT_EQ(Result("session.kill_by_authrole", R"(["staff"])"), "[1]");
  EXPECT_TRUE(bob_.closed);
  EXPECT_EQ(Result("session.kill_all", "[]"), "[0]");
  EXPECT_FALSE(ann_.closed);
}

TEST_F(MetaApiTest, RegistrationsAreListedAndTold) {
  const std::string id =
      std::to_string(Register(bob_, "com.add", {{"invoke", "roundrobin"}}));
  Register(joe_, "com.add", {{"invoke", "roundrobin"}});
  const std::string prefix =
      std::to_string(Register(joe_, "com", {{"match", "prefix"}}));
  EXPECT_EQ(Result("registration.list", "[]"), R"([{"exact":[)" + id +
                                                   R"(],"prefix":[)" + prefix +
                                                   R"(],"wildcard":[]}])");
  EXPECT_EQ(Result("registration.lookup", R"(["com.add"])"), "[" + id + "]");
  EXPECT_EQ(Result("registration.lookup", R"(["com",{"match":"prefix"}])"),
            "[" + prefix + "]");
  EXPECT_EQ(Result("registration.lookup", R"(["com"])"), "[null]");
  EXPECT_EQ(Result("registration.match", R"(["com.sub"])"), "[" + prefix + "]");
  EXPECT_EQ(Result("registration.match", R"(["org.sub"])"), "[null]");
  EXPECT_EQ(Result("registration.get", "[" + id + "]"),
            R"([{"id":)" + id +
                R"(,"created":"2001-09-09T01:46:40+00:00","uri":"com.add",)"
                R"("match":"exact","invoke":"roundrobin"}])");
  EXPECT_EQ(Result("registration.list_callees", "[" + id + "]"), "[[11,12]]");
  EXPECT_EQ(Result("registration.count_callees", "[" + id + "]"), "[2]");
  EXPECT_EQ(ErrorUri("registration.get", "[999]"), kNoSuchRegistration);
  EXPECT_EQ(ErrorUri("registration.list_subscribers", "[" + id + "]"),
            kNoSuchProcedure);
}

TEST_F(MetaApiTest, SubscriptionsAreListedAndTold) {
  const std::string id = std::to_string(Subscribe(bob_, "com.a"));
  const std::string prefix =
      std::to_string(Subscribe(joe_, "com", {{"match", "prefix"}}));
  EXPECT_EQ(Result("subscription.match", R"(["com.a"])"),
            "[[" + id + "," + prefix + "]]");
  EXPECT_EQ(Result("subscription.match", R"(["org.a"])"), "[null]");
  EXPECT_EQ(Result("subscription.list_subscribers", "[" + id + "]"), "[[11]]");
  EXPECT_EQ(Result("subscription.get", "[" + prefix + "]"),
            R"([{"id":)" + prefix +
                R"(,"created":"2001-09-09T01:46:40+00:00","uri":"com",)"
                R"("match":"prefix"}])");
  EXPECT_EQ(ErrorUri("subscription.count_subscribers", "[999]"),
            kNoSuchSubscription);
}

TEST_F(MetaApiTest, RevokedRegistrationIsTakenAndTold) {
  const uint64_t id = Register(bob_, "com.add");
  const std::string args = "[" + std::to_string(id) + ",11]";
  EXPECT_EQ(Result("registration.remove_callee", args, R"({"reason":"moved"})"),
            "");
  const auto told = bob_.peer.sink.Take<wamp::Unregistered>();
  EXPECT_EQ(told.request.value, 0u);
  EXPECT_EQ(*told.details.FindInt("registration"), static_cast<int64_t>(id));
  EXPECT_EQ(told.details.TextAt("reason"), "moved");
  EXPECT_EQ(ErrorUri("registration.remove_callee", args), kNoSuchRegistration);
  Register(joe_, "com.add");
}

TEST_F(MetaApiTest, RevokedSubscriptionIsTakenAndTold) {
  const uint64_t id = Subscribe(bob_, "com.a");
  Subscribe(joe_, "com.a");
  const std::string args = "[" + std::to_string(id) + ",11]";
  EXPECT_EQ(Result("subscription.remove_subscriber", args), "");
  const auto told = bob_.peer.sink.Take<wamp::Unsubscribed>();
  EXPECT_EQ(told.request.value, 0u);
  EXPECT_EQ(*told.details.FindInt("subscription"), static_cast<int64_t>(id));
  EXPECT_EQ(told.details.Find("reason"), nullptr);
  EXPECT_EQ(ErrorUri("subscription.remove_subscriber", args),
            kNoSuchSubscription);
  EXPECT_EQ(
      Result("subscription.count_subscribers", "[" + std::to_string(id) + "]"),
      "[1]");
}

TEST_F(MetaApiTest, SessionsThatComeAndGoAreTold) {
  Subscribe(ann_, "wamp.session.on_join");
  Subscribe(ann_, "wamp.session.on_leave");
  {
    Member eve(realm_.get(), 13, "eve", "guest");
    EXPECT_EQ(Told(), R"([{"session":13}])");
  }
  EXPECT_EQ(Told(), R"([13,"eve","guest"])");
}

TEST_F(MetaApiTest, RegistrationsThatComeAndGoAreToldInOrder) {
  Subscribe(ann_, "wamp.registration.", {{"match", "prefix"}});
  const std::string id =
      std::to_string(Register(bob_, "com.add", {{"invoke", "first"}}));
  Register(joe_, "com.add", {{"invoke", "first"}});
  const auto topic_and_args = [&] {
    const auto event = ann_.peer.sink.Take<wamp::Event>();
    return event.details.TextAt("topic") + std::string(event.payload.args);
  };
  const std::string kind = "wamp.registration.";
  EXPECT_EQ(topic_and_args(),
            kind + R"(on_create[11,{"id":)" + id +
                R"(,"created":"2001-09-09T01:46:40+00:00","uri":"com.add",)"
                R"("match":"exact","invoke":"first"}])");
  EXPECT_EQ(topic_and_args(), kind + "on_register[11," + id + "]");
  EXPECT_EQ(topic_and_args(), kind + "on_register[12," + id + "]");
  realm_->HandlePeerGone(joe_.peer.peer);
  joe_.closed = true;
  EXPECT_EQ(topic_and_args(), kind + "on_unregister[12," + id + "]");
  realm_->dealer().HandleUnregister(
      bob_.peer.peer, {.request = {2}, .registration = {std::stoull(id)}});
  EXPECT_EQ(topic_and_args(), kind + "on_unregister[11," + id + "]");
  EXPECT_EQ(topic_and_args(), kind + "on_delete[11," + id + "]");
}

TEST_F(MetaApiTest, SubscriptionsThatComeAndGoAreTold) {
  for (const char* event :
       {"on_create", "on_subscribe", "on_unsubscribe", "on_delete"}) {
    Subscribe(ann_, std::string("wamp.subscription.") + event);
    ann_.peer.sink.Clear();
  }
  const std::string id = std::to_string(Subscribe(bob_, "com.a"));
  EXPECT_EQ(Told().substr(0, 5), "[11,{");
  EXPECT_EQ(Told(), "[11," + id + "]");
  realm_->HandlePeerGone(bob_.peer.peer);
  bob_.closed = true;
  EXPECT_EQ(Told(), "[11," + id + "]");
  EXPECT_EQ(Told(), "[11," + id + "]");
  EXPECT_TRUE(ann_.peer.sink.empty());
}

TEST_F(MetaApiTest, PatternThatIsNotBelowWampGetsNoMetaEvents) {
  Subscribe(bob_, ".session.on_join", {{"match", "wildcard"}});
  Member eve(realm_.get(), 13, "eve", "guest");
  EXPECT_TRUE(bob_.peer.sink.empty());
}

TEST_F(MetaApiTest, RoleThatMayNotIsRefused) {
  TestPeer guest({.session = 20});
  EXPECT_TRUE(realm_
                  ->HandleCall(
                      guest.peer,
                      {.request = {1}, .procedure = "wamp.session.count"}, kNow)
                  .ok());
  EXPECT_EQ(guest.sink.Take<wamp::Error>().error, kNotAuthorized);
  EXPECT_EQ(ErrorUri("nothing.here", "[]"), kNoSuchProcedure);
  EXPECT_EQ(ErrorUri("session.nothing", "[]"), kNoSuchProcedure);
}

}  // namespace
}  // namespace wampbridge::router
