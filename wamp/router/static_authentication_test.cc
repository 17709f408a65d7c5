// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/static_authentication.h"

#include <memory>
#include <string>
#include <variant>

#include "auth/key_derivation.h"
#include "gtest/gtest.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

// The public key of a seed of 32 octets of 1.
constexpr char kKey[] =
    "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c";

RealmOptions TestRealm() {
  RealmOptions realm;
  realm.users["joe"] = {.role = "shop", .secret = "secret1", .salt = ""};
  realm.users["salty"] = {.role = "shop",
                          .secret = "secret1",
                          .salt = "salt123",
                          .iterations = 100,
                          .keylen = 16};
  realm.principals["alice"] = {
      .role = "office", .ticket = "ticket1", .authorized_keys = {kKey}};
  return realm;
}

class StaticAuthenticationTest : public testing::Test {
 protected:
  LoginDecision Begin(const wamp::Dict& details,
                      const RealmOptions& realm = TestRealm()) {
    authentication_ = *StaticAuthentication::Create(realm);
    auth::ChallengeInput input;
    input.random = std::string(32, 'r');
    input.session_id = 0xabc;
    return authentication_->Begin(details, input);
  }
  static std::string_view RefusedWith(const LoginDecision& decision) {
    const auto* refusal = std::get_if<LoginRefusal>(&decision);
    return refusal == nullptr ? "not refused" : refusal->reason;
  }

  std::unique_ptr<StaticAuthentication> authentication_;
};

TEST_F(StaticAuthenticationTest, NoMethodsMeansAnonymous) {
  RealmOptions realm;
  realm.anonymous_role = "guest";
  const LoginDecision decision = Begin({}, realm);
  const auto& admission = std::get<Admission>(decision);
  EXPECT_EQ(admission.authrole, "guest");
  EXPECT_EQ(admission.authid, "anonymous-abc");
}

TEST_F(StaticAuthenticationTest, AnonymousIsRefusedWhereCredentialsAreAsked) {
  EXPECT_EQ(RefusedWith(Begin({})), kAuthenticationRequired);
}

TEST_F(StaticAuthenticationTest, MethodsNobodyHasAreRefused) {
  EXPECT_EQ(RefusedWith(Begin({{"authmethods", wamp::List{"scram", "tls"}}})),
            kNoMatchingAuthMethod);
}

TEST_F(StaticAuthenticationTest, FirstKnownMethodOfTheClientDecides) {
  const LoginDecision decision =
      Begin({{"authmethods", wamp::List{"scram", "ticket", "wampcra"}},
             {"authid", "alice"}});
  EXPECT_EQ(std::get<PendingLogin>(decision).admission.authmethod, "ticket");
}

TEST_F(StaticAuthenticationTest, UnknownAuthidIsNoSuchPrincipal) {
  EXPECT_EQ(RefusedWith(Begin(
                {{"authmethods", wamp::List{"wampcra"}}, {"authid", "alice"}})),
            kNoSuchPrincipal);
  EXPECT_EQ(RefusedWith(Begin({{"authmethods", wamp::List{"ticket"}}})),
            kNoSuchPrincipal);
}

TEST_F(StaticAuthenticationTest, WampCraChallengeIsSignedByTheSecret) {
  const LoginDecision decision =
      Begin({{"authmethods", wamp::List{"wampcra"}}, {"authid", "joe"}});
  const auto& login = std::get<PendingLogin>(decision);
  const wamp::Dict extra = login.ChallengeExtra();
  EXPECT_EQ(extra.size(), 1u);
  const std::string signature =
      auth::WampCraSignature("secret1", *extra.Find("challenge")->AsString());
  EXPECT_TRUE(std::holds_alternative<Admission>(
      StaticAuthentication::Finish(login, signature)));
  EXPECT_EQ(RefusedWith(StaticAuthentication::Finish(login, "wrong")),
            kAuthenticationDenied);
}

TEST_F(StaticAuthenticationTest, SaltedUserIsToldHowToDerive) {
  const LoginDecision decision =
      Begin({{"authmethods", wamp::List{"wampcra"}}, {"authid", "salty"}});
  const wamp::Dict extra = std::get<PendingLogin>(decision).ChallengeExtra();
  EXPECT_EQ(*extra.Find("salt")->AsString(), "salt123");
  EXPECT_EQ(*extra.Find("iterations")->AsInt(), 100);
  EXPECT_EQ(*extra.Find("keylen")->AsInt(), 16);
}

TEST_F(StaticAuthenticationTest, CryptosignFindsThePrincipalByItsKey) {
  const LoginDecision decision =
      Begin({{"authmethods", wamp::List{"cryptosign"}},
             {"authextra", wamp::Dict{{"pubkey", kKey}}}});
  const auto& login = std::get<PendingLogin>(decision);
  EXPECT_EQ(login.admission.authid, "alice");
  EXPECT_EQ(login.ChallengeExtra().Find("challenge")->AsString()->size(), 64u);
}

TEST_F(StaticAuthenticationTest, ChannelBindingIsRefused) {
  EXPECT_EQ(
      RefusedWith(Begin(
          {{"authmethods", wamp::List{"cryptosign"}},
           {"authextra",
            wamp::Dict{{"pubkey", kKey}, {"channel_binding", "tls-unique"}}}})),
      kAuthenticationFailed);
}

}  // namespace
}  // namespace wampbridge::router
