// SPDX-License-Identifier: Apache-2.0
#include "auth/authenticator.h"

#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

std::unique_ptr<Authenticator> Make(std::string_view method,
                                    const std::string& authid,
                                    std::string_view secret) {
  auto made = MakeAuthenticator(
      {std::string(method), authid, Secret(secret), Secret()});
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

std::string Refusal(std::string_view method, const std::string& authid,
                    std::string_view secret, std::string_view derived_key) {
  return std::string(MakeAuthenticator({std::string(method), authid,
                                        Secret(secret), Secret(derived_key)})
                         .status()
                         .message());
}

TEST(AuthenticatorTest, AnonymousHasNothingToSay) {
  const auto anonymous = Make(kAnonymous, "", "");
  EXPECT_EQ(anonymous->method(), "anonymous");
  EXPECT_EQ(anonymous->authid(), "");
  EXPECT_TRUE(anonymous->HelloExtra().empty());
  EXPECT_EQ(
      anonymous->Answer({.method = kAnonymous}).status().message(),
      "the router sent a CHALLENGE for method \"anonymous\", which has none");
}

TEST(AuthenticatorTest, TlsHasNoChallenge) {
  const auto tls = Make(kTls, "client1", "");
  EXPECT_EQ(tls->authid(), "client1");
  EXPECT_EQ(tls->Answer({.method = kTls}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(AuthenticatorTest, MethodThatWasNotOfferedIsRefused) {
  const auto cra = Make(kWampCra, "joe", "secret1");
  EXPECT_EQ(cra->Answer({.method = kTicket, .challenge = ""}).status(),
            absl::InvalidArgumentError(
                "the router chose authentication method \"ticket\"; only "
                "\"wampcra\" was offered"));
}

TEST(TicketAuthenticatorTest, SignatureIsTheTicket) {
  const auto answer = Make(kTicket, "joe", "t1")->Answer({.method = kTicket});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->signature, "t1");
  EXPECT_TRUE(answer->extra.empty());
}

TEST(WampCraAuthenticatorTest, PlainSecretSignsTheChallengeUntouched) {
  const auto answer =
      Make(kWampCra, "joe", "Jefe")
          ->Answer({.method = kWampCra,
                    .challenge = "what do ya want for nothing?"});
  ASSERT_TRUE(answer.ok());
  // RFC 4231, test case 2, in base64.
  EXPECT_EQ(answer->signature, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

TEST(WampCraAuthenticatorTest, SaltedSecretIsDerivedFirst) {
  const auto answer = Make(kWampCra, "joe", "secret1")
                          ->Answer({.method = kWampCra,
                                    .challenge = R"({"nonce":"x"})",
                                    .salt = "salt123",
                                    .iterations = 1000,
                                    .keylen = 32});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->signature, "Db7BqF/1vmWJS8u3waqC9LpGxJkvpTBOa9h3ovrb65g=");
}

TEST(WampCraAuthenticatorTest, DerivedKeyIsUsedAsItIs) {
  // The base64 text of PBKDF2("secret1", "salt123", 1000, 32).
  auto made = MakeAuthenticator(
      {"wampcra", "joe", Secret(),
       Secret("64xfzBvZhGDT7PB0bQwDeI8/WR1M9x6Cw5dt0yP9koc=")});
  ASSERT_TRUE(made.ok());
  const auto answer = (*made)->Answer({.method = kWampCra,
                                       .challenge = R"({"nonce":"x"})",
                                       .salt = "salt123",
                                       .iterations = 1000,
                                       .keylen = 32});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->signature, "Db7BqF/1vmWJS8u3waqC9LpGxJkvpTBOa9h3ovrb65g=");
}

TEST(WampCraAuthenticatorTest, UnboundedChallengesAreRefused) {
  const auto cra = Make(kWampCra, "joe", "secret1");
  const ChallengeView good{.method = kWampCra,
                           .challenge = "{}",
                           .salt = "s",
                           .iterations = 1000,
                           .keylen = 32};
  const auto refusal = [&](ChallengeView view) {
    return std::string(cra->Answer(view).status().message());
  };
  EXPECT_EQ(refusal(good), "");
  const std::string unfinished =
      "the router's CHALLENGE for wampcra has a salt, but not both iterations "
      "and keylen";
  ChallengeView bad = good;
  bad.iterations.reset();
  EXPECT_EQ(refusal(bad), unfinished);
  bad = good;
  bad.keylen.reset();
  EXPECT_EQ(refusal(bad), unfinished);
  bad = good;
  bad.iterations = 0;
  EXPECT_EQ(refusal(bad),
            "in the router's CHALLENGE for wampcra, iterations is 0; it must "
            "be 1 to 1000000");
  bad.iterations = 1'000'001;
  EXPECT_EQ(refusal(bad),
            "in the router's CHALLENGE for wampcra, iterations is 1000001; it "
            "must be 1 to 1000000");
  bad = good;
  bad.keylen = 1025;
  EXPECT_EQ(refusal(bad),
            "in the router's CHALLENGE for wampcra, keylen is 1025; it must "
            "be 1 to 1024");
  bad = good;
  bad.challenge = "";
  EXPECT_EQ(refusal(bad),
            "the router's CHALLENGE for wampcra has no challenge");
}

// The vectors of the specification, "Cryptosign-based Authentication", those
// without channel binding.
TEST(CryptosignAuthenticatorTest, SpecificationVectors) {
  struct Vector {
    std::string private_key;
    std::string challenge;
    std::string signature;
  };
  const std::string ones(64, 'f');
  const Vector vectors[] = {
      {"4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510", ones,
       "b32675b221f08593213737bef8240e7c15228b07028e19595294678c90d11c0c"
       "ae80a357331bfc5cc9fb71081464e6e75013517c2cf067ad566a6b7b728e5d03"},
      {"d511fe78e23934b3dadb52fcd022974b80bd92bccc7c5cf404e46cc0a8a2f5cd",
       "b26c1f87c13fc1da14997f1b5a71995dff8fbe0a62fae8473c7bdbd05bfb607d",
       "d4209ad10d5aff6bfbc009d7e924795de138a63515efc7afc6b01b7fe5201372"
       "190374886a70207b042294af5bd64ce725cd8dceb344e6d11c09d1aaaf4d660f"},
      {"6e1fde9cf9e2359a87420b65a87dc0c66136e66945196ba2475990d8a0c3a25b",
       "b05e6b8ad4d69abf74aa3be3c0ee40ae07d66e1895b9ab09285a2f1192d562d2",
       "7beb282184baadd08f166f16dd683b39cab53816ed81e6955def951cb2ddad1e"
       "c184e206746fd82bda075af03711d3d5658fc84a76196b0fa8d1ebc92ef9f30b"}};
  for (const Vector& vector : vectors) {
    const auto answer =
        Make(kCryptosign, "", vector.private_key)
            ->Answer({.method = kCryptosign, .challenge = vector.challenge});
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->signature, vector.signature + vector.challenge);
  }
}

TEST(CryptosignAuthenticatorTest, HelloCarriesThePublicKey) {
  // RFC 8032, section 7.1, test 1.
  const auto extra =
      Make(kCryptosign, "",
           "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
          ->HelloExtra();
  EXPECT_EQ(extra.size(), 1U);
  EXPECT_EQ(extra.at("pubkey"),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

TEST(CryptosignAuthenticatorTest, OtherChallengesAreRefused) {
  const auto cryptosign = Make(kCryptosign, "", std::string(64, '1'));
  EXPECT_EQ(cryptosign->Answer({.method = kCryptosign, .challenge = "abcd"})
                .status()
                .message(),
            "the router's CHALLENGE for cryptosign has challenge \"abcd\"; it "
            "must be 64 hexadecimal digits");
  const std::string challenge(64, 'f');
  EXPECT_EQ(cryptosign
                ->Answer({.method = kCryptosign,
                          .challenge = challenge,
                          .channel_binding = "tls-unique"})
                .status()
                .message(),
            "the router's CHALLENGE for cryptosign wants channel binding "
            "\"tls-unique\", which was not asked for");
}

TEST(MakeAuthenticatorTest, WhatAMethodNeedsIsNamed) {
  EXPECT_EQ(Refusal("ticket", "", "s", ""), "method ticket needs an authid");
  EXPECT_EQ(Refusal("ticket", "joe", "", ""), "method ticket needs a secret");
  EXPECT_EQ(Refusal("ticket", "joe", "s", "k"),
            "method ticket takes no derived_key");
  EXPECT_EQ(Refusal("wampcra", "", "s", ""), "method wampcra needs an authid");
  EXPECT_EQ(Refusal("wampcra", "joe", "", ""),
            "method wampcra needs either secret or derived_key");
  EXPECT_EQ(Refusal("wampcra", "joe", "s", "k"),
            "method wampcra needs either secret or derived_key");
  EXPECT_EQ(Refusal("cryptosign", "", "", ""),
            "method cryptosign needs a secret");
  EXPECT_EQ(Refusal("anonymous", "", "s", ""),
            "method anonymous takes no secret");
  EXPECT_EQ(Refusal("tls", "", "s", ""), "method tls takes no secret");
  EXPECT_EQ(Refusal("scram", "joe", "s", ""),
            "unknown authentication method \"scram\"; known are anonymous, "
            "ticket, wampcra, cryptosign and tls");
}

}  // namespace
}  // namespace wampbridge::auth
