// SPDX-License-Identifier: Apache-2.0
#include "auth/wampcra_attempt.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

TEST(WampCraAttemptTest, PlainSecretSignsTheChallengeUntouched) {
  const WampCraSecret secret{Secret("Jefe"), {}};
  const auto answer = WampCraAttempt(secret).Answer(
      {.method = kWampCra, .challenge = "what do ya want for nothing?"}, "");
  ASSERT_TRUE(answer.ok());
  // RFC 4231, test case 2, in base64.
  EXPECT_EQ(answer->signature, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

TEST(WampCraAttemptTest, SaltedSecretIsDerivedFirst) {
  const WampCraSecret secret{Secret("secret1"), {}};
  const auto answer =
      WampCraAttempt(secret).Answer({.method = kWampCra,
                                     .challenge = R"({"nonce":"x"})",
                                     .salt = "salt123",
                                     .iterations = 1000,
                                     .keylen = 32},
                                    "");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->signature, "Db7BqF/1vmWJS8u3waqC9LpGxJkvpTBOa9h3ovrb65g=");
}

TEST(WampCraAttemptTest, DerivedKeyIsUsedAsItIs) {
  // The base64 text of PBKDF2("secret1", "salt123", 1000, 32).
  const WampCraSecret secret{
      {}, Secret("64xfzBvZhGDT7PB0bQwDeI8/WR1M9x6Cw5dt0yP9koc=")};
  const auto answer =
      WampCraAttempt(secret).Answer({.method = kWampCra,
                                     .challenge = R"({"nonce":"x"})",
                                     .salt = "salt123",
                                     .iterations = 1000,
                                     .keylen = 32},
                                    "");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->signature, "Db7BqF/1vmWJS8u3waqC9LpGxJkvpTBOa9h3ovrb65g=");
}

TEST(WampCraAttemptTest, UnboundedChallengesAreRefused) {
  const WampCraSecret secret{Secret("secret1"), {}};
  WampCraAttempt cra(secret);
  const ChallengeView good{.method = kWampCra,
                           .challenge = "{}",
                           .salt = "s",
                           .iterations = 1000,
                           .keylen = 32};
  const auto refusal = [&](ChallengeView view) {
    return std::string(cra.Answer(view, "").status().message());
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

}  // namespace
}  // namespace wampbridge::auth
