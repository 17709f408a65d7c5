// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/issuer_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "auth/jwt/jwt_testing.h"

namespace wampbridge::bridge {
namespace {

using auth::JwtFault;
using auth::SigningKey;
using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

class IssuerKeysTest : public testing::Test {
 protected:
  IssuerKeysTest() {
    issuer_.set_issuer("https://issuer.example");
    issuer_.add_audience("bridge");
    issuer_.add_algorithms("ES256");
    issuer_.set_jwks_file(path_);
  }

  void Write(const std::string& text) const {
    // As a whole, as those who rotate keys do.
    std::ofstream(path_ + ".new") << text;
    ASSERT_EQ(std::rename((path_ + ".new").c_str(), path_.c_str()), 0);
  }
  static std::string Token(const SigningKey& key, const std::string& id) {
    return key.Sign({{"alg", "ES256"}, {"kid", id}},
                    nlohmann::json{{"iss", "https://issuer.example"},
                                   {"aud", "bridge"},
                                   {"sub", "alice"},
                                   {"exp", 1700001000}});
  }

  const std::string path_ =
      testing::TempDir() + "/" +
      testing::UnitTest::GetInstance()->current_test_info()->name();
  config::v1::JwtIssuer issuer_;
  const SigningKey one_ = SigningKey::Ec("one");
  const SigningKey two_ = SigningKey::Ec("two");
};

TEST_F(IssuerKeysTest, AChangedFileIsReadAgain) {
  Write(auth::Jwks({&one_}));
  const auto keys = IssuerKeys::Create(issuer_).value();
  EXPECT_TRUE(keys->Verify(Token(one_, "one"), kNow).ok);
  EXPECT_EQ(keys->Verify(Token(two_, "two"), kNow).fault,
            JwtFault::kUnknownKey);
  Write(auth::Jwks({&one_, &two_}));
  // At once for a key that is new, at the next look for one that is gone.
  EXPECT_TRUE(keys->Verify(Token(two_, "two"), kNow).ok);
  EXPECT_TRUE(keys->Verify(Token(one_, "one"), kNow).ok);
  Write(auth::Jwks({&two_}));
  EXPECT_EQ(keys->Verify(Token(one_, "one"), kNow + WatchedFiles::kPause).fault,
            JwtFault::kUnknownKey);
}

TEST_F(IssuerKeysTest, AFileThatIsNoGoodChangesNothing) {
  Write(auth::Jwks({&one_}));
  const auto keys = IssuerKeys::Create(issuer_).value();
  absl::Time now = kNow;
  for (const std::string& bad :
       {std::string(), std::string("{"), auth::Jwks({}),
        auth::Jwks({&one_}).substr(0, 100)}) {
    Write(bad);
    now += WatchedFiles::kPause;
    EXPECT_TRUE(keys->Verify(Token(one_, "one"), now).ok) << bad;
  }
}

TEST_F(IssuerKeysTest, WhatCannotServeIsRefusedByTheNameOfItsFile) {
  const auto why = [this] {
    return std::string(IssuerKeys::Create(issuer_).status().message());
  };
  std::remove(path_.c_str());
  EXPECT_THAT(why(), HasSubstr(path_ + " cannot be read"));
  Write(auth::Jwks({&one_}));
  issuer_.set_algorithms(0, "RS256");
  EXPECT_EQ(why(), path_ + " has no key for RS256");
  issuer_.clear_jwks_file();
  issuer_.set_key_file(path_);
  EXPECT_THAT(why(), HasSubstr("BEGIN PUBLIC KEY"));
}

}  // namespace
}  // namespace wampbridge::bridge
