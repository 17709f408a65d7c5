// SPDX-License-Identifier: Apache-2.0
#include "auth/jwt/jwt_verifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "auth/jwt/jwt_testing.h"

namespace wampbridge::auth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

nlohmann::json Claims() {
  return {{"iss", "https://issuer.example"},
          {"aud", "wampbridge"},
          {"sub", "alice"},
          {"exp", 1700000300},
          {"nbf", 1699999000}};
}

class JwtVerifierTest : public testing::Test {
 protected:
  JwtVerifierTest() : rsa_(SigningKey::Rsa("r1")), ec_(SigningKey::Ec("e1")) {
    keys_ = KeySet::FromJwks(Jwks({&rsa_, &ec_})).value();
  }

  static JwtVerifier Verifier(std::vector<std::string> algorithms) {
    return JwtVerifier::Create({.issuer = "https://issuer.example",
                                .audiences = {"other", "wampbridge"},
                                .algorithms = std::move(algorithms),
                                .leeway = absl::Seconds(30)})
        .value();
  }

  void ExpectFault(JwtFault fault, const std::string& token) {
    const auto result = verifier_.Verify(token, keys_, kNow);
    EXPECT_FALSE(result.ok);
    EXPECT_EQ(DescribeFault(result.fault), DescribeFault(fault));
  }
  std::string Signed(const nlohmann::json& claims) const {
    return rsa_.Sign({{"alg", "RS256"}, {"kid", "r1"}}, claims);
  }

  const SigningKey rsa_;
  const SigningKey ec_;
  KeySet keys_;
  const JwtVerifier verifier_ = Verifier({"RS256", "PS256", "ES256"});
};

TEST_F(JwtVerifierTest, AGoodTokenGivesItsClaims) {
  nlohmann::json claims = Claims();
  claims["tenant"] = "acme";
  claims["level"] = 7;
  claims["admin"] = false;
  claims["groups"] = {"a", "b"};
  claims["realm_access"] = {{"roles", {"reader"}}};
  const auto result = verifier_.Verify(Signed(claims), keys_, kNow);
  ASSERT_TRUE(result.ok) << DescribeFault(result.fault);
  EXPECT_EQ(result.claims.subject, "alice");
  EXPECT_EQ(result.claims.issuer, "https://issuer.example");
  EXPECT_THAT(result.claims.audience, ElementsAre("wampbridge"));
  EXPECT_EQ(result.claims.expiry, absl::FromUnixSeconds(1700000330));
  const auto& all = result.claims.claims;
  EXPECT_THAT(all.at("tenant"), ElementsAre("acme"));
  EXPECT_THAT(all.at("level"), ElementsAre("7"));
  EXPECT_THAT(all.at("admin"), ElementsAre("false"));
  EXPECT_THAT(all.at("groups"), ElementsAre("a", "b"));
  EXPECT_THAT(all.at("realm_access.roles"), ElementsAre("reader"));
}

TEST_F(JwtVerifierTest, EachAlgorithmFamilyIsVerified) {
  EXPECT_TRUE(
      verifier_
          .Verify(rsa_.Sign({{"alg", "PS256"}, {"kid", "r1"}}, Claims()), keys_,
                  kNow)
          .ok);
  EXPECT_TRUE(verifier_
                  .Verify(ec_.Sign({{"alg", "ES256"}, {"kid", "e1"}}, Claims()),
                          keys_, kNow)
                  .ok);
  const std::string secret(40, 's');
  const KeySet shared = KeySet::FromSecret(Secret(secret)).value();
  const std::string token =
      SigningKey::Symmetric(secret).Sign({{"alg", "HS256"}}, Claims());
  EXPECT_TRUE(Verifier({"HS256"}).Verify(token, shared, kNow).ok);
}

// RFC 7515, appendix A.3: what another implementation has signed.
TEST_F(JwtVerifierTest, TheSignatureOfTheStandardsExampleIsGood) {
  const KeySet keys = KeySet::FromJwks(
                          R"({"kty": "EC", "crv": "P-256",
              "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
              "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})")
                          .value();
  const std::string begin =
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
      "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
  const std::string signature =
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
      "pmWQxfKTUJqPP3-Kg6NU1Q";
  const JwtVerifier joes =
      JwtVerifier::Create(
          {.issuer = "joe", .audiences = {"x"}, .algorithms = {"ES256"}})
          .value();
  const absl::Time then = absl::FromUnixSeconds(1300819000);
  // It is for no audience, which is looked at after the signature.
  EXPECT_EQ(joes.Verify(begin + signature, keys, then).fault,
            JwtFault::kAudience);
  std::string other = signature;
  other[10] = other[10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(joes.Verify(begin + other, keys, then).fault, JwtFault::kSignature);
}

TEST_F(JwtVerifierTest, TimesAreCheckedWithTheLeeway) {
  nlohmann::json claims = Claims();
  claims["exp"] = 1699999971;
  EXPECT_TRUE(verifier_.Verify(Signed(claims), keys_, kNow).ok);
  claims["exp"] = 1699999970;
  ExpectFault(JwtFault::kExpired, Signed(claims));
  claims = Claims();
  claims["nbf"] = 1700000030;
  EXPECT_TRUE(verifier_.Verify(Signed(claims), keys_, kNow).ok);
  claims["nbf"] = 1700000031;
  ExpectFault(JwtFault::kNotYetValid, Signed(claims));
}

TEST_F(JwtVerifierTest, ATokenWithoutAnEndIsMalformed) {
  for (const nlohmann::json& end :
       {nlohmann::json("soon"), nlohmann::json(1e300), nlohmann::json()}) {
    nlohmann::json claims = Claims();
    claims["exp"] = end;
    ExpectFault(JwtFault::kMalformed, Signed(claims));
  }
  nlohmann::json claims = Claims();
  claims.erase("exp");
  ExpectFault(JwtFault::kMalformed, Signed(claims));
  claims = Claims();
  claims["nbf"] = "now";
  ExpectFault(JwtFault::kMalformed, Signed(claims));
}

TEST_F(JwtVerifierTest, IssuerAndAudienceMustBeOurs) {
  nlohmann::json claims = Claims();
  claims["iss"] = "https://issuer.example/";
  ExpectFault(JwtFault::kIssuer, Signed(claims));
  claims = Claims();
  claims["aud"] = {"x", "y"};
  ExpectFault(JwtFault::kAudience, Signed(claims));
  claims["aud"] = {"x", "other"};
  EXPECT_TRUE(verifier_.Verify(Signed(claims), keys_, kNow).ok);
  claims.erase("aud");
  ExpectFault(JwtFault::kAudience, Signed(claims));
}

TEST_F(JwtVerifierTest, TheAlgorithmIsTheRulesChoice) {
  const std::string payload = Claims().dump();
  ExpectFault(JwtFault::kAlgorithm, Compact(R"({"alg":"none"})", payload, ""));
  ExpectFault(JwtFault::kAlgorithm, Compact(R"({"alg":"None"})", payload, ""));
  ExpectFault(JwtFault::kAlgorithm, Compact(R"({})", payload, "x"));
  ExpectFault(JwtFault::kAlgorithm,
              rsa_.Sign({{"alg", "RS512"}, {"kid", "r1"}}, Claims()));
  // The public key as an HMAC secret.
  const std::string modulus = rsa_.PublicJwk()["n"].get<std::string>();
  ExpectFault(JwtFault::kAlgorithm, SigningKey::Symmetric(modulus).Sign(
                                        {{"alg", "HS256"}}, Claims()));
}

TEST_F(JwtVerifierTest, AKeyServesItsOwnKindAndName) {
  ExpectFault(JwtFault::kUnknownKey,
              rsa_.Sign({{"alg", "RS256"}, {"kid", "r2"}}, Claims()));
  // The name of a key of another kind.
  ExpectFault(JwtFault::kUnknownKey,
              rsa_.Sign({{"alg", "RS256"}, {"kid", "e1"}}, Claims()));
  const SigningKey stranger = SigningKey::Rsa("r1");
  ExpectFault(JwtFault::kSignature,
              stranger.Sign({{"alg", "RS256"}, {"kid", "r1"}}, Claims()));
  // Without a name, whoever fits is tried.
  EXPECT_TRUE(
      verifier_.Verify(rsa_.Sign({{"alg", "RS256"}}, Claims()), keys_, kNow)
          .ok);
}

TEST_F(JwtVerifierTest, MangledTokensAreMalformedOrUnsigned) {
  const std::string token = Signed(Claims());
  for (const std::string& mangled :
       {std::string(), std::string("x"), std::string("a.b.c"),
        std::string(".."), token + ".x", "." + token, token + "=",
        std::string(JwtVerifier::kTokenOctetsMax + 1, 'a'),
        rsa_.Sign({{"alg", "RS256"}, {"crit", {"exp"}}}, Claims()),
        rsa_.Sign({{"alg", "RS256"}}, std::string(R"({"iss":1,"iss":2})"))}) {
    ExpectFault(JwtFault::kMalformed, mangled);
  }
  ExpectFault(JwtFault::kSignature, token.substr(0, token.size() - 4));
}

TEST_F(JwtVerifierTest, EveryBeginningOfATokenIsRefused) {
  const std::string token = Signed(Claims());
  for (size_t size = 0; size < token.size(); ++size) {
    EXPECT_FALSE(verifier_.Verify(token.substr(0, size), keys_, kNow).ok)
        << size;
  }
}

TEST_F(JwtVerifierTest, SetsWithoutAFittingKeyAreFoundOut) {
  EXPECT_TRUE(Verifier({"RS256"}).CheckKeys(keys_).ok());
  const KeySet only_ec = KeySet::FromJwks(Jwks({&ec_})).value();
  EXPECT_THAT(std::string(Verifier({"RS256"}).CheckKeys(only_ec).message()),
              HasSubstr("has no key for RS256"));
}

TEST_F(JwtVerifierTest, UnknownAndMixedAlgorithmsAreRefused) {
  const auto why = [](std::vector<std::string> algorithms) {
    JwtVerifier::Rules rules;
    rules.algorithms = std::move(algorithms);
    return std::string(
        JwtVerifier::Create(std::move(rules)).status().message());
  };
  EXPECT_THAT(why({"none"}), HasSubstr("\"none\" is no algorithm; there are"));
  EXPECT_THAT(why({"HS256", "RS256"}), HasSubstr("stand alone"));
}

TEST_F(JwtVerifierTest, TheClaimedIssuerIsReadWithoutTrust) {
  EXPECT_EQ(JwtVerifier::ClaimedIssuer(Compact(R"({})", R"({"iss":"x"})", "")),
            "x");
  EXPECT_EQ(JwtVerifier::ClaimedIssuer("nonsense"), "");
}

}  // namespace
}  // namespace wampbridge::auth
