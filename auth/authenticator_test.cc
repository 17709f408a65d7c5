// SPDX-License-Identifier: Apache-2.0
#include "auth/authenticator.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

using Methods = std::vector<std::string>;

Credentials Given(std::string_view method, const std::string& authid,
                  std::string_view secret, std::string_view derived_key = "") {
  return {std::string(method), authid, Secret(secret), Secret(derived_key)};
}

std::unique_ptr<Authenticator> Make(Credentials credentials) {
  auto made = MakeAuthenticator(std::move(credentials));
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

std::string Refusal(Credentials credentials) {
  return std::string(
      MakeAuthenticator(std::move(credentials)).status().message());
}

JoinFacts Facts() { return {std::string(JoinFacts::kRandomOctets, 'r')}; }

TEST(AuthenticatorTest, AnonymousHasNothingToSay) {
  const auto anonymous = Make(Given(kAnonymous, "", ""));
  EXPECT_EQ(anonymous->methods(), Methods{"anonymous"});
  EXPECT_EQ(anonymous->authid(), "");
  EXPECT_EQ(anonymous->cookie(), "");
  const auto attempt = anonymous->Begin(Facts());
  EXPECT_TRUE(attempt->HelloExtra().empty());
  EXPECT_TRUE(attempt->CheckWelcome({}).ok());
  EXPECT_EQ(
      attempt->Answer({.method = kAnonymous}, "").status().message(),
      "the router sent a CHALLENGE for method \"anonymous\", which has none");
}

TEST(AuthenticatorTest, TlsHasNoChallenge) {
  const auto tls = Make(Given(kTls, "client1", ""));
  EXPECT_EQ(tls->authid(), "client1");
  EXPECT_EQ(tls->Begin(Facts())->Answer({.method = kTls}, "").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(AuthenticatorTest, CookieIsForTheTransport) {
  const auto cookie = Make(Given(kCookie, "", "cbtid=abc"));
  EXPECT_EQ(cookie->methods(), Methods{"cookie"});
  EXPECT_EQ(cookie->cookie(), "cbtid=abc");
  EXPECT_TRUE(cookie->Begin(Facts())->HelloExtra().empty());
}

TEST(AuthenticatorTest, MethodThatWasNotOfferedIsRefused) {
  const auto cra = Make(Given(kWampCra, "joe", "secret1"));
  EXPECT_EQ(cra->Begin(Facts())->Answer({.method = kTicket}, "").status(),
            absl::InvalidArgumentError(
                "the router chose authentication method \"ticket\"; only "
                "\"wampcra\" was offered"));
}

TEST(AuthenticatorTest, SignatureOfTicketIsTheTicket) {
  const auto ticket = Make(Given(kTicket, "joe", "t1"));
  const auto answer = ticket->Begin(Facts())->Answer({.method = kTicket}, "");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->signature, "t1");
  EXPECT_TRUE(answer->extra.empty());
}

TEST(AuthenticatorTest, WampCraSignsTheChallenge) {
  const auto cra = Make(Given(kWampCra, "joe", "Jefe"));
  EXPECT_EQ(cra->Begin(Facts())
                ->Answer({.method = kWampCra,
                          .challenge = "what do ya want for nothing?"},
                         "")
                ->signature,
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

TEST(AuthenticatorTest, CryptosignAsksForTheBindingThatItIsGiven) {
  Credentials bound = Given(kCryptosign, "", std::string(64, '1'));
  bound.channel_binding = ChannelBinding::kTlsUnique;
  const auto extra = Make(std::move(bound))->Begin(Facts())->HelloExtra();
  EXPECT_EQ(extra.at("channel_binding"), "tls-unique");
  const auto unbound = Make(Given(kCryptosign, "", std::string(64, '1')));
  EXPECT_EQ(unbound->Begin(Facts())->HelloExtra().count("channel_binding"), 0u);
}

TEST(AuthenticatorTest, ScramOffersCrossbarsNameFirst) {
  const auto scram = Make(Given(kScram, "joe", "s"));
  EXPECT_EQ(scram->methods(), (Methods{"scram", "wamp-scram"}));
  // The base64 of 24 times "r".
  const ExtraFields wanted = {{"nonce", "cnJycnJycnJycnJycnJycnJycnJycnJy"},
                              {"channel_binding", std::nullopt}};
  EXPECT_EQ(scram->Begin(Facts())->HelloExtra(), wanted);
}

TEST(AuthenticatorTest, NonceIsEachJoinsOwn) {
  const auto scram = Make(Given(kScram, "joe", "s"));
  EXPECT_NE(scram->Begin({std::string(24, 'a')})->HelloExtra(),
            scram->Begin({std::string(24, 'b')})->HelloExtra());
}

TEST(MakeAuthenticatorTest, WhatAMethodNeedsIsNamed) {
  EXPECT_EQ(Refusal(Given("ticket", "", "s")), "method ticket needs an authid");
  EXPECT_EQ(Refusal(Given("ticket", "joe", "")),
            "method ticket needs a secret");
  EXPECT_EQ(Refusal(Given("ticket", "joe", "s", "k")),
            "method ticket takes no derived_key");
  EXPECT_EQ(Refusal(Given("wampcra", "", "s")),
            "method wampcra needs an authid");
  EXPECT_EQ(Refusal(Given("wampcra", "joe", "")),
            "method wampcra needs either secret or derived_key");
  EXPECT_EQ(Refusal(Given("wampcra", "joe", "s", "k")),
            "method wampcra needs either secret or derived_key");
  EXPECT_EQ(Refusal(Given("scram", "", "s")), "method scram needs an authid");
  EXPECT_EQ(Refusal(Given("scram", "joe", "")), "method scram needs a secret");
  EXPECT_EQ(Refusal(Given("cryptosign", "", "")),
            "method cryptosign needs a secret");
  EXPECT_EQ(Refusal(Given("cookie", "", "")), "method cookie needs a secret");
  EXPECT_EQ(Refusal(Given("anonymous", "", "s")),
            "method anonymous takes no secret");
  EXPECT_EQ(Refusal(Given("tls", "", "s")), "method tls takes no secret");
  Credentials bound = Given("ticket", "joe", "s");
  bound.channel_binding = ChannelBinding::kTlsUnique;
  EXPECT_EQ(Refusal(std::move(bound)),
            "method ticket takes no channel_binding");
  EXPECT_EQ(Refusal(Given("oauth", "joe", "s")),
            "unknown authentication method \"oauth\"; known are anonymous, "
            "ticket, wampcra, scram, cryptosign, cookie and tls");
}

TEST(MakeAuthenticatorTest, ScramTextThatSaslPrepForbidsIsNotRepeated) {
  EXPECT_EQ(Refusal(Given("scram", "joe", "hush\x80")),
            "the secret is not UTF-8");
  const std::string refusal = Refusal(Given("scram", "j\xc2\x80", "s"));
  EXPECT_TRUE(refusal.starts_with("authid is not text that SASLprep allows"))
      << refusal;
}

}  // namespace
}  // namespace wampbridge::auth
