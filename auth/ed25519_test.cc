// SPDX-License-Identifier: Apache-2.0
#include "auth/ed25519.h"

#include <string>

#include "auth/encoding.h"
#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

// RFC 8032, section 7.1, tests 1 and 2.
struct Vector {
  std::string seed;
  std::string public_key;
  std::string message;
  std::string signature;
};
const Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"}};

TEST(Ed25519Test, StandardVectors) {
  for (const Vector& vector : kVectors) {
    const auto key = Ed25519Key::FromText(Secret(vector.seed));
    ASSERT_TRUE(key.ok()) << key.status();
    const std::string message = *HexDecode(vector.message);
    EXPECT_EQ(HexEncode(key->PublicKeyOctets()), vector.public_key);
    EXPECT_EQ(HexEncode(key->Sign(message)), vector.signature);
    EXPECT_TRUE(Ed25519Verify(*HexDecode(vector.public_key), message,
                              *HexDecode(vector.signature)));
  }
}

TEST(Ed25519Test, EveryChangedOctetOfASignatureIsRefused) {
  const std::string public_key = *HexDecode(kVectors[0].public_key);
  const std::string signature = *HexDecode(kVectors[0].signature);
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Ed25519Verify(public_key, "", changed)) << i;
  }
  EXPECT_FALSE(Ed25519Verify(public_key, "x", signature));
}

TEST(Ed25519Test, WrongSizesAreRefused) {
  const std::string public_key = *HexDecode(kVectors[0].public_key);
  const std::string signature = *HexDecode(kVectors[0].signature);
  EXPECT_FALSE(Ed25519Verify(public_key.substr(1), "", signature));
  EXPECT_FALSE(Ed25519Verify(public_key, "", signature.substr(1)));
  EXPECT_FALSE(Ed25519Verify("", "", ""));
}

TEST(Ed25519Test, OtherTextIsRefusedWithoutRepeatingIt) {
  for (const std::string text : {"", "hunter2", "abcd", "0x1234"}) {
    const auto key = Ed25519Key::FromText(Secret(text));
    EXPECT_EQ(key.status().message(),
              "not an Ed25519 private key: give 64 hexadecimal digits, or an "
              "OpenSSH private key (-----BEGIN OPENSSH PRIVATE KEY-----) "
              "without passphrase");
  }
}

}  // namespace
}  // namespace wampbridge::auth
