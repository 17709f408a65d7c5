// SPDX-License-Identifier: Apache-2.0
// The hashes were made by other programs: Python's hashlib and argon2-cffi.
#include "auth/scram_key.h"

#include <optional>
#include <string>

#include "auth/encoding.h"
#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

std::string Salt() { return *Base64Decode("W22ZaJ0SNY7soEsUEjb6gQ=="); }

std::string Key(const ScramCost& cost) {
  const auto key = cost.SaltedPassword(Secret("pencil"), Salt());
  EXPECT_TRUE(key.ok()) << key.status();
  return std::string(key->Reveal());
}

std::string Refusal(const ScramCost& cost) {
  return std::string(cost.Check().message());
}

TEST(ScramKeyTest, Pbkdf2IsTheHash) {
  EXPECT_EQ(HexEncode(Key({"pbkdf2", 4096, 0})),
            "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d");
}

TEST(ScramKeyTest, Argon2IsTheHash) {
  EXPECT_EQ(HexEncode(Key({"argon2id13", 4, 4096})),
            "d86b4dc6ad5ec2eee19493005ba5915ffc7e39b84781c7c2b7377fe6c8f30f71");
}

TEST(ScramKeyTest, CrossbarsArgon2IsTheTextOfTheHash) {
  EXPECT_EQ(Key({"argon2id-13", 4, 4096}),
            "2GtNxq1ewu7hlJMAW6WRX/x+ObhHgcfCtzd/5sjzD3E");
}

TEST(ScramKeyTest, WeakAndAbsurdCostsAreRefused) {
  EXPECT_EQ(Refusal({"pbkdf2", 4096, 0}), "");
  EXPECT_EQ(Refusal({"pbkdf2", 1'000'000, 0}), "");
  EXPECT_EQ(Refusal({"pbkdf2", 4095, 0}),
            "iterations is 4095; it must be 4096 to 1000000");
  EXPECT_EQ(Refusal({"pbkdf2", 1'000'001, 0}),
            "iterations is 1000001; it must be 4096 to 1000000");
  EXPECT_EQ(Refusal({"argon2id13", 4096, 512}), "");  // autobahn's default
  EXPECT_EQ(Refusal({"argon2id-13", 1, 8192}), "");
  EXPECT_EQ(Refusal({"argon2id13", 1, 8191}),
            "iterations times memory is 8191; it must be 8192 to 2097152");
  EXPECT_EQ(Refusal({"argon2id13", 4097, 512}),
            "iterations times memory is 2097664; it must be 8192 to 2097152");
  EXPECT_EQ(Refusal({"argon2id13", 8, 262145}),
            "memory is 262145; it must be 8 to 262144");
  EXPECT_EQ(Refusal({"argon2id13", 4096, 7}),
            "memory is 7; it must be 8 to 262144");
  EXPECT_EQ(Refusal({"argon2id13", 0, 512}),
            "iterations is 0; it must be 1 to 2097152");
  EXPECT_EQ(Refusal({"argon2id13", INT64_MAX, 262144}),
            "iterations is 9223372036854775807; it must be 1 to 2097152");
  EXPECT_EQ(Refusal({"argon2id13", INT64_MIN, 262144}),
            "iterations is -9223372036854775808; it must be 1 to 2097152");
  EXPECT_EQ(Refusal({"bcrypt", 4096, 0}),
            "kdf is \"bcrypt\"; known are pbkdf2, argon2id13 and argon2id-13");
}

TEST(ScramKeyTest, CostAndSaltAreCheckedBeforeAnyWork) {
  const Secret password("pencil");
  EXPECT_EQ(ScramCost({"pbkdf2", 1, 0})
                .SaltedPassword(password, Salt())
                .status()
                .message(),
            "iterations is 1; it must be 4096 to 1000000");
  const ScramCost good{"pbkdf2", 4096, 0};
  EXPECT_EQ(good.SaltedPassword(password, "1234567").status().message(),
            "salt has 7 octets; it must have 8 to 1024");
  EXPECT_EQ(
      good.SaltedPassword(password, std::string(1025, 's')).status().message(),
      "salt has 1025 octets; it must have 8 to 1024");
}

}  // namespace
}  // namespace wampbridge::auth
