// SPDX-License-Identifier: Apache-2.0
#include "auth/verifier.h"

#include <memory>
#include <string>
#include <utility>

#include "auth/authenticator.h"
#include "auth/encoding.h"
#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

ChallengeInput Input() {
  return {.random = std::string(32, '\xab'),
          .now = absl::FromUnixMillis(1'700'000'000'123),
          .session_id = 9007199254740992U,
          .authid = "joe \"the\" \\",
          .authrole = "shop",
          .authprovider = "static",
          .public_key = {}};
}

std::unique_ptr<Authenticator> Client(std::string_view method,
                                      std::string_view secret) {
  auto made =
      MakeAuthenticator({std::string(method), "joe", Secret(secret), Secret()});
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

// What the client answers to the router's challenge.
std::string AnswerTo(const Authenticator& client,
                     const ChallengeFields& fields) {
  ChallengeView view{.method = client.methods().front(),
                     .challenge = fields.challenge};
  if (fields.salt.has_value()) {
    view.salt = *fields.salt;
    view.iterations = fields.iterations;
    view.keylen = fields.keylen;
  }
  const auto answer = client.Begin({})->Answer(view, "");
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer->signature;
}

// The whole exchange: OK when the router lets the client in.
absl::Status Join(const Verifier& verifier, const Authenticator& client) {
  ChallengeInput input = Input();
  const ExtraFields extra = client.Begin({})->HelloExtra();
  if (extra.contains("pubkey")) input.public_key = *extra.at("pubkey");
  const auto fields = verifier.Challenge(input);
  if (!fields.ok()) return fields.status();
  return verifier.Verify(input, *fields, AnswerTo(client, *fields));
}

TEST(TicketVerifierTest, OnlyTheTicketIsRight) {
  const auto verifier = MakeTicketVerifier(Secret("t1"));
  EXPECT_EQ(Join(*verifier, *Client(kTicket, "t1")), absl::OkStatus());
  EXPECT_EQ(Join(*verifier, *Client(kTicket, "t2")),
            absl::UnauthenticatedError("the ticket is wrong"));
  EXPECT_FALSE(verifier->Verify(Input(), {}, "").ok());
}

TEST(WampCraVerifierTest, ChallengeNamesAllThatTheSpecificationWants) {
  const auto verifier = MakeWampCraVerifier(Secret("s"), std::nullopt);
  const auto fields = (*verifier)->Challenge(Input());
  ASSERT_TRUE(fields.ok());
  EXPECT_EQ(fields->challenge,
            R"({"authid":"joe \"the\" \\","authrole":"shop",)"
            R"("authmethod":"wampcra","authprovider":"static",)"
            R"("nonce":")" +
                HexEncode(Input().random) +
                R"(","timestamp":"2023-11-14T22:13:20.123Z",)"
                R"("session":9007199254740992})");
  EXPECT_EQ(fields->salt, std::nullopt);
}

TEST(WampCraVerifierTest, OnlyTheSecretIsRight) {
  const auto verifier = MakeWampCraVerifier(Secret("s1"), std::nullopt);
  EXPECT_EQ(Join(**verifier, *Client(kWampCra, "s1")), absl::OkStatus());
  EXPECT_EQ(Join(**verifier, *Client(kWampCra, "s2")),
            absl::UnauthenticatedError("the signature is wrong"));
}

TEST(WampCraVerifierTest, SaltedSecretIsDerivedOnBothSides) {
  const KeyDerivation derivation{"salt123", 100, 16};
  const auto verifier = MakeWampCraVerifier(Secret("s1"), derivation);
  const auto fields = (*verifier)->Challenge(Input());
  EXPECT_EQ(fields->salt, "salt123");
  EXPECT_EQ(fields->iterations, 100);
  EXPECT_EQ(fields->keylen, 16);
  EXPECT_EQ(Join(**verifier, *Client(kWampCra, "s1")), absl::OkStatus());
  EXPECT_FALSE(Join(**verifier, *Client(kWampCra, "s2")).ok());
}

TEST(WampCraVerifierTest, AnswerToAnotherChallengeIsRefused) {
  const auto verifier = MakeWampCraVerifier(Secret("s1"), std::nullopt);
  const auto fields = (*verifier)->Challenge(Input());
  ChallengeInput later = Input();
  later.random[0] = 'x';
  const auto other = (*verifier)->Challenge(later);
  EXPECT_FALSE(
      (*verifier)
          ->Verify(later, *other, AnswerTo(*Client(kWampCra, "s1"), *fields))
          .ok());
}

TEST(WampCraVerifierTest, BadDerivationIsRefused) {
  EXPECT_EQ(MakeWampCraVerifier(Secret("s"), KeyDerivation{"s", 0, 32})
                .status()
                .message(),
            "iterations is 0; it must be 1 to 1000000");
}

class CryptosignVerifierTest : public testing::Test {
 protected:
  const std::string seed_ = std::string(64, '1');
  const std::unique_ptr<Authenticator> client_ = Client(kCryptosign, seed_);
  const std::string pubkey_ = *client_->Begin({})->HelloExtra().at("pubkey");
};

TEST_F(CryptosignVerifierTest, AuthorizedKeyIsLetIn) {
  const auto verifier = MakeCryptosignVerifier({std::string(64, 'a'), pubkey_});
  ASSERT_TRUE(verifier.ok()) << verifier.status();
  EXPECT_EQ(Join(**verifier, *client_), absl::OkStatus());
}

TEST_F(CryptosignVerifierTest, UnknownKeyIsRefusedBeforeTheChallenge) {
  const auto verifier = MakeCryptosignVerifier({std::string(64, 'a')});
  EXPECT_EQ(Join(**verifier, *client_),
            absl::UnauthenticatedError(
                "the public key is not one of the authorized keys"));
}

TEST_F(CryptosignVerifierTest, SomebodyElsesSignatureIsRefused) {
  const auto verifier = MakeCryptosignVerifier({pubkey_});
  ChallengeInput input = Input();
  input.public_key = pubkey_;
  const auto fields = (*verifier)->Challenge(input);
  ASSERT_TRUE(fields.ok());
  EXPECT_EQ(fields->challenge, HexEncode(Input().random));
  const auto thief = Client(kCryptosign, std::string(64, '2'));
  const std::string good = AnswerTo(*client_, *fields);
  EXPECT_TRUE((*verifier)->Verify(input, *fields, good).ok());
  for (const std::string& bad :
       {AnswerTo(*thief, *fields), std::string(), good.substr(0, 128),
        good.substr(0, 190) + "00", good + "00", std::string("zz")}) {
    EXPECT_EQ((*verifier)->Verify(input, *fields, bad),
              absl::UnauthenticatedError("the signature is wrong"));
  }
}

TEST_F(CryptosignVerifierTest, KeysOfAnotherFormAreNamed) {
  EXPECT_EQ(MakeCryptosignVerifier({"ssh-ed25519 AAAA"}).status().message(),
            "authorized key \"ssh-ed25519 AAAA\" is not a public key of 64 "
            "hexadecimal digits");
  EXPECT_EQ(MakeCryptosignVerifier({}).status().message(),
            "there are no authorized keys");
}

}  // namespace
}  // namespace wampbridge::auth
