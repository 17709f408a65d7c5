// SPDX-License-Identifier: Apache-2.0
#include "auth/jwt/key_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/jwt/jwt_testing.h"

namespace wampbridge::auth {
namespace {

using testing::HasSubstr;

constexpr char kEcPem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"
    "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
    "-----END PUBLIC KEY-----\n";

std::string WhyNot(const absl::StatusOr<KeySet>& set) {
  EXPECT_FALSE(set.ok());
  return std::string(set.status().message());
}

TEST(KeySetTest, JwksGivesItsSigningKeys) {
  const SigningKey rsa = SigningKey::Rsa("one");
  const SigningKey ec = SigningKey::Ec("two");
  const auto set = KeySet::FromJwks(Jwks({&rsa, &ec}));
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_EQ(set->keys().size(), 2u);
  EXPECT_EQ(set->keys()[0].kind, KeyKind::kRsa);
  EXPECT_EQ(set->keys()[0].id, "one");
  EXPECT_EQ(set->keys()[1].kind, KeyKind::kEc);
}

TEST(KeySetTest, ASingleKeyIsASetOfOne) {
  const SigningKey ec = SigningKey::Ec("two");
  const auto set = KeySet::FromJwks(ec.PublicJwk().dump());
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->keys().size(), 1u);
}

TEST(KeySetTest, KeysForOtherUsesAndOfOtherTypesAreLeftOut) {
  const SigningKey ec = SigningKey::Ec("two");
  nlohmann::json encrypting = ec.PublicJwk();
  encrypting["use"] = "enc";
  const nlohmann::json set = {
      {"keys",
       {encrypting,
        {{"kty", "oct"}, {"k", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}},
        {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "AA"}}}}};
  EXPECT_THAT(WhyNot(KeySet::FromJwks(set.dump())),
              HasSubstr("has no key for signatures"));
}

TEST(KeySetTest, ABrokenKeyIsNamed) {
  EXPECT_THAT(WhyNot(KeySet::FromJwks(
                  R"({"keys": [{"kty": "EC", "kid": "k7", "crv": "P-256"}]})")),
              HasSubstr("key \"k7\" is broken"));
}

TEST(KeySetTest, WhatIsNoSetIsRefused) {
  EXPECT_THAT(WhyNot(KeySet::FromJwks("[]")), HasSubstr("JSON Web Key Set"));
  EXPECT_THAT(WhyNot(KeySet::FromJwks(R"({"keys": 1})")), HasSubstr("list"));
}

TEST(KeySetTest, PemGivesOneKeyWithoutAName) {
  const auto set = KeySet::FromPem(kEcPem);
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_EQ(set->keys().size(), 1u);
  EXPECT_EQ(set->keys()[0].kind, KeyKind::kEc);
  EXPECT_EQ(set->keys()[0].id, "");
}

TEST(KeySetTest, OtherTextIsNoPemKey) {
  EXPECT_THAT(WhyNot(KeySet::FromPem("hello")), HasSubstr("BEGIN PUBLIC KEY"));
}

TEST(KeySetTest, ASecretIsLongAndNoPublicKey) {
  EXPECT_TRUE(KeySet::FromSecret(Secret(std::string(32, 'x'))).ok());
  EXPECT_THAT(WhyNot(KeySet::FromSecret(Secret(std::string(31, 'x')))),
              HasSubstr("shorter than 32"));
  EXPECT_THAT(WhyNot(KeySet::FromSecret(Secret(kEcPem))), HasSubstr("PEM"));
}

}  // namespace
}  // namespace wampbridge::auth
