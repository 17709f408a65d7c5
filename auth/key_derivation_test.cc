// SPDX-License-Identifier: Apache-2.0
#include "auth/key_derivation.h"

#include <string>

#include "auth/encoding.h"
#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

// RFC 4231, test cases 1, 2 and 6.
TEST(Sha256Test, StandardVector) {
  // FIPS 180-4's "abc".
  EXPECT_EQ(HexEncode(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HmacSha256Test, StandardVectors) {
  EXPECT_EQ(HexEncode(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b"
            "881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(HexEncode(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c7"
            "5a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(HexEncode(HmacSha256(
                std::string(131, '\xaa'),
                "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f"
            "8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256Test, EmptyKeyIsAKey) {
  EXPECT_EQ(HexEncode(HmacSha256({}, {})),
            "b613679a0814d9ec772f95d778c35fc5"
            "ff1697c493715653c6c712144292c5ad");
}

struct Pbkdf2Vector {
  std::string password;
  std::string salt;
  int iterations;
  int keylen;
  std::string key;
};

// RFC 7914, section 11, and the inputs of RFC 6070 with SHA-256.
TEST(KeyDerivationTest, StandardVectors) {
  const Pbkdf2Vector vectors[] = {
      {"passwd", "salt", 1, 64,
       "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
       "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
      {"password", "salt", 1, 32,
       "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b"},
      {"password", "salt", 2, 32,
       "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43"},
      {"password", "salt", 4096, 32,
       "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"},
      {"passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096,
       40,
       "348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1"
       "c635518c7dac47e9"},
      {std::string("pass\0word", 9), std::string("sa\0lt", 5), 4096, 16,
       "89b69d0516f829893c696226650a8687"},
  };
  for (const Pbkdf2Vector& vector : vectors) {
    const KeyDerivation derivation{vector.salt, vector.iterations,
                                   vector.keylen};
    EXPECT_EQ(HexEncode(derivation.Derive(Secret(vector.password)).Reveal()),
              vector.key);
  }
}

TEST(KeyDerivationTest, SaltedWampCraVector) {
  const KeyDerivation derivation{"salt123", 1000, 32};
  const Secret key = derivation.WampCraKey(Secret("secret1"));
  EXPECT_EQ(WampCraSignature(key.Reveal(), R"({"nonce":"x"})"),
            "Db7BqF/1vmWJS8u3waqC9LpGxJkvpTBOa9h3ovrb65g=");
}

TEST(KeyDerivationTest, BoundsAreCheckedByName) {
  EXPECT_TRUE((KeyDerivation{"s", 1, 1}.Check().ok()));
  EXPECT_TRUE((KeyDerivation{"s", 1'000'000, 1024}.Check().ok()));
  EXPECT_EQ((KeyDerivation{"s", 0, 32}.Check().message()),
            "iterations is 0; it must be 1 to 1000000");
  EXPECT_EQ((KeyDerivation{"s", 1'000'001, 32}.Check().message()),
            "iterations is 1000001; it must be 1 to 1000000");
  EXPECT_EQ((KeyDerivation{"s", 1000, 0}.Check().message()),
            "keylen is 0; it must be 1 to 1024");
  EXPECT_EQ((KeyDerivation{"s", 1000, 1025}.Check().message()),
            "keylen is 1025; it must be 1 to 1024");
}

}  // namespace
}  // namespace wampbridge::auth
