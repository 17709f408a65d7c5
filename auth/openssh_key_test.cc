// SPDX-License-Identifier: Apache-2.0
#include "auth/openssh_key.h"

#include <string>

#include "auth/ed25519.h"
#include "auth/encoding.h"
#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

// Made by ssh-keygen for this test and used nowhere else.
constexpr char kPlain[] = R"(-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACB3jfh+CFSDSv4mcUksyefxbxI9hi+CPn2JyMt8j43jaAAAAIhI7pCYSO6Q
mAAAAAtzc2gtZWQyNTUxOQAAACB3jfh+CFSDSv4mcUksyefxbxI9hi+CPn2JyMt8j43jaA
AAAECgfk1qKRIe00/qY06vW0a//3yVYqoANipijV2qvMSjs3eN+H4IVINK/iZxSSzJ5/Fv
Ej2GL4I+fYnIy3yPjeNoAAAABHRlc3QB
-----END OPENSSH PRIVATE KEY-----
)";

constexpr char kWithPassphrase[] = R"(-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABCdL/MlF6
xviQ4gwxsV/3IsAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIKBGD57EBfm7Wm6O
FaoF2gmDXcTnRaO6hdjSm5F+CFNhAAAAkAV7rVR3P8nLRi+BEKMYDDdbpneenIKv89gGZU
4KZpVb0R4Z1kI6zMRw7IUFGSTK9tcDJttc7KF3AE8ffGQekmbf0H7EX8/iakIcFoa7qtF+
HsAety2f8RSfAMYu6GK3gY+P8sBptWRHdbGWiCCMCjp9IuRSTA0a8itmA4A9GTYiUc+Cpc
vXsd6sgf7jJrDZkg==
-----END OPENSSH PRIVATE KEY-----
)";

constexpr char kEcdsa[] = R"(-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNlY2RzYS
1zaGEyLW5pc3RwMjU2AAAACG5pc3RwMjU2AAAAQQQWBP+ZHVgtkZeWBoOcwyBXr24tpFbW
yPVXjwC7FgYNP72VM95IN5+xXf1bv+J8vhgxGotCaNsFXUPJLHpbAgqlAAAAoJEOk2mRDp
NpAAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBBYE/5kdWC2Rl5YG
g5zDIFevbi2kVtbI9VePALsWBg0/vZUz3kg3n7Fd/Vu/4ny+GDEai0Jo2wVdQ8kselsCCq
UAAAAgat7xUFEFnVNU9uFbg+N69liJjzr1Ij/VPmO83brQmMQAAAAEdGVzdAECAwQ=
-----END OPENSSH PRIVATE KEY-----
)";

TEST(OpenSshKeyTest, SeedIsFound) {
  const auto seed = ParseOpenSshEd25519(Secret(kPlain));
  ASSERT_TRUE(seed.ok()) << seed.status();
  EXPECT_EQ(HexEncode(seed->Reveal()),
            "a07e4d6a29121ed34fea634eaf5b46bfff7c9562aa00362a628d5daabcc4a3b3");
}

TEST(OpenSshKeyTest, KeyHasThePublicKeyOfTheFile) {
  const auto key = Ed25519Key::FromText(Secret(kPlain));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(HexEncode(key->PublicKeyOctets()),
            "778df87e0854834afe2671492cc9e7f16f123d862f823e7d89c8cb7c8f8de368");
}

TEST(OpenSshKeyTest, PassphraseIsRefusedWithARemedy) {
  EXPECT_EQ(ParseOpenSshEd25519(Secret(kWithPassphrase)).status().message(),
            "the OpenSSH private key has a passphrase; give one without "
            "(ssh-keygen -p -N '' -f FILE takes it away)");
}

TEST(OpenSshKeyTest, OtherTypesAreRefusedByName) {
  EXPECT_EQ(ParseOpenSshEd25519(Secret(kEcdsa)).status().message(),
            "the OpenSSH private key is of type ecdsa-sha2-nistp256; "
            "cryptosign needs ssh-ed25519 (ssh-keygen -t ed25519)");
}

TEST(OpenSshKeyTest, OtherPemIsRefused) {
  EXPECT_EQ(Ed25519Key::FromText(Secret("-----BEGIN PRIVATE KEY-----\n"))
                .status()
                .message(),
            "this PEM text is not an OpenSSH private key; it must begin with "
            "-----BEGIN OPENSSH PRIVATE KEY-----");
}

// Whatever is cut off or changed, there is an error and no read past the end.
TEST(OpenSshKeyTest, EveryTruncationIsRefused) {
  const std::string text = kPlain;
  const std::string begin = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
  const std::size_t end = text.find("-----END");
  const std::string blob =
      *Base64Decode(text.substr(begin.size(), end - begin.size()));
  // The last octets are the comment and padding, which nobody needs.
  for (std::size_t size = 0; size + 9 < blob.size(); ++size) {
    const std::string cut =
        begin + Base64Encode(blob.substr(0, size)) + text.substr(end);
    EXPECT_FALSE(ParseOpenSshEd25519(Secret(cut)).ok()) << size;
  }
}

}  // namespace
}  // namespace wampbridge::auth
