// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/router_session.h"

#include <cstdint>
#include <memory>
#include <string>

#include "auth/key_derivation.h"
#include "gtest/gtest.h"
#include "wamp/message_codec.h"
#include "wamp/router/recording_sink.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

using wamp::Serializer;

RouterOptions TestOptions() {
  RouterOptions options = OpenRouterOptions();
  RealmOptions& closed = options.realms["closed"];
  closed.roles["shop"] = {};
  closed.users["joe"] = {.role = "shop", .secret = "secret1", .salt = ""};
  closed.users["salty"] = {
      .role = "shop", .secret = "secret1", .salt = "salt123"};
  closed.principals["alice"] = {
      .role = "shop", .ticket = "ticket1", .authorized_keys = {}};
  return options;
}

// One connection to the router under test.
class Client {
 public:
  Client(Router* router, Serializer serializer)
      : sink(serializer),
        serializer_(serializer),
        session(router, serializer, &sink) {}

  void Send(const wamp::Message& message) {
    std::string octets;
    ASSERT_TRUE(wamp::AppendMessage(serializer_, message, &octets).ok());
    session.HandleMessage(octets, absl::FromUnixSeconds(1'000'000'000));
  }
  void Hello(const std::string& realm, wamp::Dict details = {}) {
    const wamp::Dict features = {{"progressive_call_invocations", true},
                                 {"call_canceling", true}};
    const wamp::Dict role = {{"features", features}};
    details.Set("roles", announces_features
                             ? wamp::Dict{{"caller", role}, {"callee", role}}
                             : wamp::Dict{{"caller", wamp::Dict()}});
    Send(wamp::Hello{.realm = realm, .details = std::move(details)});
  }
  // What an ABORT gave as its reason, and that the connection was closed.
  std::string AbortReason() {
    EXPECT_TRUE(sink.closed());
    return sink.Take<wamp::Abort>().reason;
  }

  RecordingSink sink;
  bool announces_features = true;

 private:
  const Serializer serializer_;

 public:
  RouterSession session;
};

class RouterSessionTest : public testing::TestWithParam<Serializer> {
 protected:
  std::unique_ptr<Client> Connect() {
    return std::make_unique<Client>(router_.get(), GetParam());
  }
  std::unique_ptr<Client> Join() {
    auto client = Connect();
    client->Hello("realm1");
    client->sink.Take<wamp::Welcome>();
    return client;
  }

  uint64_t random_ = 1000;
  std::unique_ptr<Router> router_ =
      *Router::Create(TestOptions(), [this] { return random_++; });
};

TEST_P(RouterSessionTest, WelcomeTellsWhoAndWhat) {
  auto client = Connect();
  client->Hello("realm1");
  const auto welcome = client->sink.Take<wamp::Welcome>();
  EXPECT_TRUE(wamp::IsValidId(welcome.session.value));
  const wamp::Dict& details = welcome.details;
  EXPECT_EQ(*details.Find("realm")->AsString(), "realm1");
  EXPECT_EQ(*details.Find("authrole")->AsString(), "anonymous");
  EXPECT_EQ(*details.Find("authmethod")->AsString(), "anonymous");
  const wamp::Dict& roles = *details.Find("roles")->AsDict();
  const wamp::Dict& dealer = *roles.Find("dealer")->AsDict();
  EXPECT_NE(dealer.Find("features")->AsDict()->Find("call_canceling"), nullptr);
  EXPECT_TRUE(client->session.established());
}

TEST_P(RouterSessionTest, UnknownRealmIsRefused) {
  auto client = Connect();
  client->Hello("realm2");
  EXPECT_EQ(client->AbortReason(), kNoSuchRealm);
}

TEST_P(RouterSessionTest, HelloWithoutRolesIsRefused) {
  auto client = Connect();
  client->Send(
      wamp::Hello{.realm = "realm1", .details = {{"roles", wamp::Dict{}}}});
  EXPECT_EQ(client->AbortReason(), kProtocolViolation);
}

TEST_P(RouterSessionTest, MessagesBeforeHelloAreViolations) {
  auto client = Connect();
  client->Send(wamp::Call{.request = {1}, .procedure = "com.a"});
  EXPECT_EQ(client->AbortReason(), kProtocolViolation);
  client->Hello("realm1");
  EXPECT_TRUE(client->sink.empty()) << "nothing is heard after an ABORT";
}

TEST_P(RouterSessionTest, SecondHelloIsAViolation) {
  auto client = Join();
  client->Hello("realm1");
  EXPECT_EQ(client->AbortReason(), kProtocolViolation);
  EXPECT_FALSE(client->session.established());
}

TEST_P(RouterSessionTest, UnreadableMessageIsAViolation) {
  auto client = Join();
  client->session.HandleMessage("?", absl::UnixEpoch());
  EXPECT_EQ(client->AbortReason(), kProtocolViolation);
}

TEST_P(RouterSessionTest, RequestIdOutOfOrderIsAViolation) {
  auto client = Join();
  client->Send(wamp::Subscribe{.request = {1}, .topic = "com.a"});
  client->sink.Take<wamp::Subscribed>();
  client->Send(wamp::Subscribe{.request = {3}, .topic = "com.b"});
  EXPECT_EQ(client->AbortReason(), kProtocolViolation);
}

TEST_P(RouterSessionTest, ClientThatDrawsItsIdsIsServed) {
  auto client = Join();
  for (const uint64_t id : {77777u, 5u, 1u}) {
    client->Send(wamp::Subscribe{.request = {id}, .topic = "com.a"});
    EXPECT_EQ(client->sink.Take<wamp::Subscribed>().request.value, id);
  }
}

TEST_P(RouterSessionTest, CancelOfWhatWasNeverCalledIsAViolation) {
  auto client = Join();
  client->Send(wamp::Cancel{.request = {1}, .options = {}});
  EXPECT_EQ(client->AbortReason(), kProtocolViolation);
}

TEST_P(RouterSessionTest, RouterMessagesFromAClientAreViolations) {
  auto client = Join();
  client->Send(wamp::Published{.request = {1}, .publication = {1}});
  EXPECT_EQ(client->AbortReason(), kProtocolViolation);
}

TEST_P(RouterSessionTest, CallTravelsBetweenSessions) {
  auto callee = Join();
  auto caller = Join();
  callee->Send(wamp::Register{.request = {1}, .procedure = "com.add"});
  callee->sink.Take<wamp::Registered>();
  caller->Send(wamp::Call{.request = {1}, .procedure = "com.add"});
  const auto invocation = callee->sink.Take<wamp::Invocation>();
  callee->Send(wamp::Yield{.request = invocation.request});
  EXPECT_EQ(caller->sink.Take<wamp::Result>().request.value, 1u);
}

TEST_P(RouterSessionTest, CallWithAUsedIdContinuesThatCall) {
  auto callee = Join();
  auto caller = Join();
  callee->Send(wamp::Register{.request = {1}, .procedure = "com.add"});
  callee->sink.Take<wamp::Registered>();
  const wamp::Dict progress = {{"progress", true}};
  const auto call = [&](uint64_t id, const wamp::Dict& options) {
    caller->Send(wamp::Call{
        .request = {id}, .options = options, .procedure = "com.add"});
  };
  call(1, progress);
  call(2, {});
  call(1, progress);
  call(1, {});
  for (const uint64_t id : {1u, 2u, 1u, 1u}) {
    EXPECT_EQ(callee->sink.Take<wamp::Invocation>().request.value, id);
  }
  callee->Send(wamp::Yield{.request = {1}});
  caller->sink.Take<wamp::Result>();
  call(1, {});
  EXPECT_FALSE(caller->sink.closed()) << "it is late, no more";
  EXPECT_TRUE(callee->sink.empty());
  call(4, progress);
  EXPECT_EQ(caller->AbortReason(), kProtocolViolation) << "3 was due";
}

TEST_P(RouterSessionTest, UsedIdOfAnotherRequestIsAViolation) {
  auto client = Join();
  client->Send(wamp::Subscribe{.request = {1}, .topic = "com.a"});
  client->sink.Take<wamp::Subscribed>();
  client->Send(wamp::Subscribe{.request = {1}, .topic = "com.b"});
  EXPECT_EQ(client->AbortReason(), kProtocolViolation);
}

TEST_P(RouterSessionTest, UsedIdOfWhoDidNotAnnounceChunksIsAViolation) {
  auto client = Connect();
  client->announces_features = false;
  client->Hello("realm1");
  client->sink.Take<wamp::Welcome>();
  client->Send(wamp::Call{.request = {1}, .procedure = "com.add"});
  client->sink.Take<wamp::Error>();
  client->Send(wamp::Call{.request = {1}, .procedure = "com.add"});
  EXPECT_EQ(client->AbortReason(), kProtocolViolation);
}

TEST_P(RouterSessionTest, KilledSessionIsToldAndNoMoreAMember) {
  auto victim = Connect();
  victim->Hello("realm1");
  const auto session = victim->sink.Take<wamp::Welcome>().session;
  auto client = Join();
  const std::string args =
      Encoded(GetParam(), "[" + std::to_string(session.value) + "]");
  const wamp::Call kill{.request = {1},
                        .procedure = "wamp.session.kill",
                        .payload = {.args = args}};
  client->Send(kill);
  client->sink.Take<wamp::Result>();
  EXPECT_EQ(victim->sink.Take<wamp::Goodbye>().reason, kKilled);
  EXPECT_TRUE(victim->sink.awaits_goodbye());
  EXPECT_FALSE(victim->session.established());
  client->Send(wamp::Call{.request = {2}, .procedure = "wamp.session.count"});
  EXPECT_EQ(AsJson(GetParam(), client->sink.Take<wamp::Result>().payload.args),
            "[1]");
}

TEST_P(RouterSessionTest, LostConnectionEndsWhatTheSessionHeld) {
  auto callee = Join();
  auto caller = Join();
  callee->Send(wamp::Register{.request = {1}, .procedure = "com.add"});
  caller->Send(wamp::Call{.request = {1}, .procedure = "com.add"});
  callee->session.HandleConnectionLost();
  callee.reset();
  EXPECT_EQ(caller->sink.Take<wamp::Error>().error, kCanceled);
}

TEST_P(RouterSessionTest, GoodbyeIsAnsweredAndAnotherHelloMayFollow) {
  auto client = Join();
  client->Send(wamp::Goodbye{.reason = "wamp.close.close_realm"});
  EXPECT_EQ(client->sink.Take<wamp::Goodbye>().reason, kGoodbyeAndOut);
  EXPECT_FALSE(client->session.established());
  EXPECT_FALSE(client->sink.closed());
  client->Hello("realm1");
  client->sink.Take<wamp::Welcome>();
}

TEST_P(RouterSessionTest, ClosingRouterSaysGoodbye) {
  auto client = Join();
  client->session.Close({.reason = std::string(kSystemShutdown)});
  EXPECT_EQ(client->sink.Take<wamp::Goodbye>().reason, kSystemShutdown);
  EXPECT_TRUE(client->sink.awaits_goodbye());
  client->Send(wamp::Call{.request = {1}, .procedure = "com.a"});
  client->session.HandleMessage("?", absl::UnixEpoch());
  EXPECT_TRUE(client->sink.empty()) << "only the answer counts";
  EXPECT_FALSE(client->sink.closed());
  client->Send(wamp::Goodbye{.reason = std::string(kGoodbyeAndOut)});
  EXPECT_TRUE(client->sink.closed());
  EXPECT_TRUE(client->sink.empty()) << "there is no second GOODBYE";
}

TEST_P(RouterSessionTest, JoiningTooSlowlyIsRefused) {
  auto client = Connect();
  client->session.HandleJoinTimeout();
  EXPECT_EQ(client->AbortReason(), kAuthenticationFailed);
}

TEST_P(RouterSessionTest, RightTicketJoins) {
  auto client = Connect();
  client->Hello("closed",
                {{"authmethods", wamp::List{"ticket"}}, {"authid", "alice"}});
  EXPECT_EQ(client->sink.Take<wamp::Challenge>().authmethod, "ticket");
  client->Send(wamp::Authenticate{.signature = "ticket1", .extra = {}});
  const auto welcome = client->sink.Take<wamp::Welcome>();
  EXPECT_EQ(*welcome.details.Find("authid")->AsString(), "alice");
  EXPECT_EQ(*welcome.details.Find("authrole")->AsString(), "shop");
}

TEST_P(RouterSessionTest, WrongTicketIsDenied) {
  auto client = Connect();
  client->Hello("closed",
                {{"authmethods", wamp::List{"ticket"}}, {"authid", "alice"}});
  client->sink.Take<wamp::Challenge>();
  client->Send(wamp::Authenticate{.signature = "ticket2", .extra = {}});
  EXPECT_EQ(client->AbortReason(), kAuthenticationDenied);
}

TEST_P(RouterSessionTest, SaltedWampCraJoins) {
  auto client = Connect();
  client->Hello("closed",
                {{"authmethods", wamp::List{"wampcra"}}, {"authid", "salty"}});
  const auto challenge = client->sink.Take<wamp::Challenge>();
  ASSERT_NE(challenge.extra.Find("salt"), nullptr);
  const auth::KeyDerivation derivation{
      .salt = *challenge.extra.Find("salt")->AsString(),
      .iterations = *challenge.extra.Find("iterations")->AsInt(),
      .keylen = *challenge.extra.Find("keylen")->AsInt()};
  const auth::Secret key = derivation.WampCraKey(auth::Secret("secret1"));
  client->Send(wamp::Authenticate{
      .signature = auth::WampCraSignature(
          key.Reveal(), *challenge.extra.Find("challenge")->AsString()),
      .extra = {}});
  client->sink.Take<wamp::Welcome>();
}

TEST_P(RouterSessionTest, SecondMessageWhileAuthenticatingIsAViolation) {
  auto client = Connect();
  client->Hello("closed",
                {{"authmethods", wamp::List{"ticket"}}, {"authid", "alice"}});
  client->sink.Take<wamp::Challenge>();
  client->Hello("realm1");
  EXPECT_EQ(client->AbortReason(), kProtocolViolation);
}

INSTANTIATE_TEST_SUITE_P(Serializers, RouterSessionTest,
                         testing::Values(Serializer::kJson,
                                         Serializer::kMsgpack,
                                         Serializer::kCbor),
                         [](const auto& test) {
                           return std::string(wamp::SerializerName(test.param));
                         });

}  // namespace
}  // namespace wampbridge::router
