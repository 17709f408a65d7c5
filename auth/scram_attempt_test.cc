// SPDX-License-Identifier: Apache-2.0
// The proofs were made by another program (Python's hmac and argon2-cffi); the
// specification's with PBKDF2 is RFC 7677's example.
#include "auth/scram_attempt.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

constexpr char kNonce[] = "rOprNGfwEbeRWgbNEkqO";
constexpr char kServerNonce[] =
    "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

ChallengeView Challenge(std::string_view method, std::string_view kdf) {
  const bool pbkdf2 = kdf == "pbkdf2";
  return {.method = method,
          .salt = "W22ZaJ0SNY7soEsUEjb6gQ==",
          .iterations = pbkdf2 ? 4096 : 4,
          .nonce = kServerNonce,
          .kdf = kdf,
          .memory = pbkdf2 ? 0 : 4096};
}

class ScramAttemptTest : public testing::Test {
 protected:
  std::string Refusal(const ChallengeView& view) {
    ScramAttempt attempt(user_, kNonce);
    return std::string(attempt.Answer(view, "").status().message());
  }

  const ScramIdentity user_{"user", Secret("pencil")};
};

TEST_F(ScramAttemptTest, HelloCarriesTheNonce) {
  const ExtraFields wanted = {{"nonce", kNonce},
                              {"channel_binding", std::nullopt}};
  EXPECT_EQ(ScramAttempt(user_, kNonce).HelloExtra(), wanted);
}

TEST_F(ScramAttemptTest, ProofsOfBothDialects) {
  struct Vector {
    const char* method;
    const char* kdf;
    const char* proof;
    const char* router_proof;
  };
  const Vector vectors[] = {
      {"wamp-scram", "pbkdf2", "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
       "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
      {"scram", "pbkdf2", "6VE4gUvL62nexvdy4ZPkOehSEQHBzwbNYx3O3vVAfcs=",
       "hdXzCr1KTPA40J9k+cRMysJLGx7tys0vLs8WpH0hQao="},
      {"wamp-scram", "argon2id13",
       "GQpUikgEPFXXXVjFr1uZc1dcfsQaPxt1gIcrzJNejII=",
       "BPTXURvRVY7/ddBNfJcqNbpHlXseesUnz7fQmqGt6Eg="},
      {"scram", "argon2id-13", "NIwIuuj3+Y5YBF3GXTLIIhkupZgXSzLq+NA1YtqXwZg=",
       "2sBjiCeX5bQLsVA31YBcsXPdSKPUtQ8FCWRE9MAuYec="}};
  for (const Vector& vector : vectors) {
    ScramAttempt attempt(user_, kNonce);
    const auto answer =
        attempt.Answer(Challenge(vector.method, vector.kdf), "");
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->signature, vector.proof) << vector.method << vector.kdf;
    const ExtraFields extra = {{"nonce", kServerNonce},
                               {"channel_binding", std::nullopt},
                               {"cbind_data", std::nullopt}};
    EXPECT_EQ(answer->extra, extra);
    EXPECT_TRUE(attempt.CheckWelcome({.verifier = vector.router_proof}).ok());
    EXPECT_TRUE(
        attempt.CheckWelcome({.scram_server_signature = vector.router_proof})
            .ok());
  }
}

TEST_F(ScramAttemptTest, OnlyTheSpecificationEscapesTheName) {
  const ScramIdentity odd{"a,b=c", Secret("pencil")};
  EXPECT_EQ(ScramAttempt(odd, kNonce)
                .Answer(Challenge("wamp-scram", "pbkdf2"), "")
                ->signature,
            "SZPNPeS9o66WjPx3GO+3ry3VEj0oTmhDA8jaGvHNN0g=");
  EXPECT_EQ(ScramAttempt(odd, kNonce)
                .Answer(Challenge("scram", "pbkdf2"), "")
                ->signature,
            "WHytPI+LREGOSpgwI9aYX3kz8MH5EpN7hhM3Nm5p8Js=");
}

TEST_F(ScramAttemptTest, RouterThatProvesNothingIsNotBelieved) {
  ScramAttempt attempt(user_, kNonce);
  const auto judged = [&attempt](const WelcomeView& view) {
    const absl::Status status = attempt.CheckWelcome(view);
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
    return std::string(status.message());
  };
  const std::string proof = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
  const std::string rest =
      ", so that it may not know the secret at all: scram asks both sides for "
      "a proof";
  EXPECT_EQ(judged({.verifier = proof}),
            "the router let the session in without a CHALLENGE" + rest);
  ASSERT_TRUE(attempt.Answer(Challenge("wamp-scram", "pbkdf2"), "").ok());
  EXPECT_EQ(judged({}), "the router sent no proof in WELCOME" + rest);
  EXPECT_EQ(judged({.verifier = "v="}),
            "the router sent a wrong proof in WELCOME" + rest);
  std::string wrong = proof;
  wrong[0] = '7';
  EXPECT_EQ(judged({.verifier = wrong}),
            "the router sent a wrong proof in WELCOME" + rest);
  EXPECT_TRUE(attempt.CheckWelcome({.verifier = "v=" + proof}).ok());
}

TEST_F(ScramAttemptTest, NonceThatIsNotOursIsRefused) {
  const std::string words =
      "in the router's CHALLENGE for scram, nonce does not begin with ours and "
      "go on: the router answers somebody else's HELLO";
  const std::string ours = kNonce;
  for (const std::string& nonce :
       {std::string(), ours, "x" + ours + "x", ours + "a,b", ours + " ",
        ours + std::string(1024, 'x')}) {
    ChallengeView view = Challenge("wamp-scram", "pbkdf2");
    view.nonce = nonce;
    EXPECT_EQ(Refusal(view), words) << nonce;
  }
}

TEST_F(ScramAttemptTest, ChallengeThatLacksSomethingIsRefused) {
  const std::string words =
      "the router's CHALLENGE for scram needs nonce, salt, kdf and iterations, "
      "and lacks at least one of them";
  const ChallengeView good = Challenge("scram", "pbkdf2");
  ChallengeView bad = good;
  bad.nonce.reset();
  EXPECT_EQ(Refusal(bad), words);
  bad = good;
  bad.salt.reset();
  EXPECT_EQ(Refusal(bad), words);
  bad = good;
  bad.kdf.reset();
  EXPECT_EQ(Refusal(bad), words);
  bad = good;
  bad.iterations.reset();
  EXPECT_EQ(Refusal(bad), words);
}

TEST_F(ScramAttemptTest, WeakOrStrangeChallengeIsRefused) {
  const std::string begin = "in the router's CHALLENGE for scram, ";
  ChallengeView bad = Challenge("scram", "pbkdf2");
  bad.iterations = 1;
  EXPECT_EQ(Refusal(bad),
            begin + "iterations is 1; it must be 4096 to 1000000");
  bad = Challenge("scram", "argon2id-13");
  bad.memory.reset();
  EXPECT_EQ(Refusal(bad), begin + "memory is 0; it must be 8 to 262144");
  bad = Challenge("scram", "pbkdf2");
  bad.salt = "a,b";
  EXPECT_EQ(Refusal(bad), begin + "salt is not base64");
  bad = Challenge("scram", "pbkdf2");
  bad.channel_binding = "tls-unique";
  EXPECT_EQ(Refusal(bad),
            begin +
                "channel_binding is \"tls-unique\", which was not asked "
                "for");
}

}  // namespace
}  // namespace wampbridge::auth
