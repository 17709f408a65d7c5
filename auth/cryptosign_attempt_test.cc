// SPDX-License-Identifier: Apache-2.0
#include "auth/cryptosign_attempt.h"

#include <string>

#include "auth/encoding.h"
#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

Ed25519Key Key(const std::string& digits) {
  auto key = Ed25519Key::FromSeed(*HexDecode(digits));
  EXPECT_TRUE(key.ok()) << key.status();
  return *std::move(key);
}

// The vectors of the specification, "Cryptosign-based Authentication".
TEST(CryptosignAttemptTest, SpecificationVectors) {
  struct Vector {
    std::string private_key;
    std::string challenge;
    std::string signature;
    std::string bound_signature;
    std::string bound_message;
  };
  const std::string ones(64, 'f');
  const Vector vectors[] = {
      {"4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510", ones,
       "b32675b221f08593213737bef8240e7c15228b07028e19595294678c90d11c0c"
       "ae80a357331bfc5cc9fb71081464e6e75013517c2cf067ad566a6b7b728e5d03",
       "9b6f41540c9b95b4b7b281c3042fa9c54cef43c842d62ea3fd6030fcb66e70b3"
       "e80d49d44c29d1635da9348d02ec93f3ed1ef227dfb59a07b580095c2b82f80f",
       "9d16ca518aa0c2b707f2b2a609edeca73bca8dd59817a633f35574ac6fd80d00"},
      {"d511fe78e23934b3dadb52fcd022974b80bd92bccc7c5cf404e46cc0a8a2f5cd",
       "b26c1f87c13fc1da14997f1b5a71995dff8fbe0a62fae8473c7bdbd05bfb607d",
       "d4209ad10d5aff6bfbc009d7e924795de138a63515efc7afc6b01b7fe5201372"
       "190374886a70207b042294af5bd64ce725cd8dceb344e6d11c09d1aaaf4d660f",
       "305aaa3ac25e98f651427688b3fc43fe7d8a68a7ec1d7d61c61517c519bd4a42"
       "7c3015599d83ca28b4c652333920223844ef0725eb5dc2febfd6af7677b73f01",
       "d0852a29b460fc92ec943242ac638a053bbacc200512b18b30d15083cbdc9282"},
      {"6e1fde9cf9e2359a87420b65a87dc0c66136e66945196ba2475990d8a0c3a25b",
       "b05e6b8ad4d69abf74aa3be3c0ee40ae07d66e1895b9ab09285a2f1192d562d2",
       "7beb282184baadd08f166f16dd683b39cab53816ed81e6955def951cb2ddad1e"
       "c184e206746fd82bda075af03711d3d5658fc84a76196b0fa8d1ebc92ef9f30b",
       "ee3c7644fd8070532bc1fde3d70d742267da545d8c8f03e63bda63f1ad4214f4"
       "d2c4bfdb4eb9526def42deeb7e31602a6ff99eba893e0a4ad4d45892ca75e608",
       "d2b75e24a189a7f78ca776ba36fc53f6c3e31c32f251f2c524f0a44202f2902d"}};
  for (const Vector& vector : vectors) {
    const Ed25519Key key = Key(vector.private_key);
    const auto answer = CryptosignAttempt(key, "").Answer(
        {.method = kCryptosign, .challenge = vector.challenge}, "ignored");
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->signature, vector.signature + vector.challenge);
    // The vectors' channel id is the SHA-256 of this.
    const auto bound = CryptosignAttempt(key, kTlsUnique)
                           .Answer({.method = kCryptosign,
                                    .challenge = vector.challenge,
                                    .channel_binding = kTlsUnique},
                                   "some TLS message");
    ASSERT_TRUE(bound.ok()) << bound.status();
    EXPECT_EQ(bound->signature, vector.bound_signature + vector.bound_message);
  }
}

TEST(CryptosignAttemptTest, HelloCarriesThePublicKey) {
  // RFC 8032, section 7.1, test 1.
  const Ed25519Key key =
      Key("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const ExtraFields wanted = {
      {"pubkey",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"}};
  EXPECT_EQ(CryptosignAttempt(key, "").HelloExtra(), wanted);
  EXPECT_EQ(
      CryptosignAttempt(key, kTlsUnique).HelloExtra().at("channel_binding"),
      "tls-unique");
}

TEST(CryptosignAttemptTest, RouterThatDoesNotEchoTheBindingGetsItAllTheSame) {
  const Ed25519Key key = Key(std::string(64, '1'));
  const std::string challenge(64, 'f');
  CryptosignAttempt bound(key, kTlsUnique);
  const auto silent =
      bound.Answer({.method = kCryptosign, .challenge = challenge}, "finished");
  ASSERT_TRUE(silent.ok()) << silent.status();
  EXPECT_NE(silent->signature.substr(128), challenge);
}

TEST(CryptosignAttemptTest, OtherChallengesAreRefused) {
  const Ed25519Key key = Key(std::string(64, '1'));
  const std::string challenge(64, 'f');
  const auto refusal = [&](std::string_view asked, ChallengeView view,
                           std::string_view tls_unique) {
    view.method = kCryptosign;
    return std::string(CryptosignAttempt(key, asked)
                           .Answer(view, tls_unique)
                           .status()
                           .message());
  };
  EXPECT_EQ(refusal("", {.challenge = "abcd"}, ""),
            "the router's CHALLENGE for cryptosign has challenge \"abcd\"; it "
            "must be 64 hexadecimal digits");
  EXPECT_EQ(
      refusal("", {.challenge = challenge, .channel_binding = "tls-unique"},
              "finished"),
      "the router's CHALLENGE for cryptosign wants channel binding "
      "\"tls-unique\", which was not asked for");
  EXPECT_EQ(refusal(kTlsUnique,
                    {.challenge = challenge, .channel_binding = "tls-exporter"},
                    "finished"),
            "the router's CHALLENGE for cryptosign has channel binding "
            "\"tls-exporter\"; tls-unique was asked for");
  EXPECT_EQ(refusal(kTlsUnique, {.challenge = challenge}, ""),
            "channel binding tls-unique needs TLS, which this connection has "
            "not");
}

}  // namespace
}  // namespace wampbridge::auth
