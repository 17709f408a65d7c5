// SPDX-License-Identifier: Apache-2.0
#include "auth/verifier.h"

#include <cassert>
#include <set>
#include <utility>

#include "auth/ed25519.h"
#include "auth/encoding.h"

namespace wampbridge::auth {
namespace {

constexpr std::size_t kRandomOctets = 32;

absl::Status Refused(std::string_view why) {
  return absl::UnauthenticatedError(std::string(why));
}

class TicketVerifier : public Verifier {
 public:
  explicit TicketVerifier(Secret ticket) : ticket_(std::move(ticket)) {}

  absl::StatusOr<ChallengeFields> Challenge(
      const ChallengeInput&) const override {
    return ChallengeFields{};
  }

  absl::Status Verify(const ChallengeInput&, const ChallengeFields&,
                      std::string_view signature) const override {
    if (ConstantTimeEquals(signature, ticket_.Reveal())) return {};
    return Refused("the ticket is wrong");
  }

 private:
  const Secret ticket_;
};

// The JSON text that WAMP-CRA clients sign: "Challenge Response
// Authentication" names its members.
std::string WampCraChallenge(const ChallengeInput& input) {
  const auto member = [](std::string_view name, std::string_view value) {
    return JsonQuote(name) + ":" + JsonQuote(value) + ",";
  };
  const std::string timestamp =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", input.now, absl::UTCTimeZone());
  return "{" + member("authid", input.authid) +
         member("authrole", input.authrole) + member("authmethod", kWampCra) +
         member("authprovider", input.authprovider) +
         member("nonce", HexEncode(input.random)) +
         member("timestamp", timestamp) +
         "\"session\":" + std::to_string(input.session_id) + "}";
}

class WampCraVerifier : public Verifier {
 public:
  WampCraVerifier(Secret key, std::optional<KeyDerivation> derivation)
      : key_(std::move(key)), derivation_(std::move(derivation)) {}

  absl::StatusOr<ChallengeFields> Challenge(
      const ChallengeInput& input) const override {
    assert(input.random.size() >= kRandomOctets);
    ChallengeFields fields{.challenge = WampCraChallenge(input)};
    if (derivation_.has_value()) {
      fields.salt = derivation_->salt;
      fields.iterations = derivation_->iterations;
      fields.keylen = derivation_->keylen;
    }
    return fields;
  }

  absl::Status Verify(const ChallengeInput&, const ChallengeFields& sent,
                      std::string_view signature) const override {
    const std::string expected =
        WampCraSignature(key_.Reveal(), sent.challenge);
    if (ConstantTimeEquals(signature, expected)) return {};
    return Refused("the signature is wrong");
  }

 private:
  const Secret key_;
  const std::optional<KeyDerivation> derivation_;
};

class CryptosignVerifier : public Verifier {
 public:
  explicit CryptosignVerifier(std::set<std::string> keys)
      : keys_(std::move(keys)) {}

  absl::StatusOr<ChallengeFields> Challenge(
      const ChallengeInput& input) const override {
    assert(input.random.size() >= kRandomOctets);
    if (!AuthorizedKey(input.public_key).has_value()) {
      return Refused("the public key is not one of the authorized keys");
    }
    return ChallengeFields{
        .challenge = HexEncode(input.random.substr(0, kRandomOctets))};
  }

  absl::Status Verify(const ChallengeInput& input, const ChallengeFields& sent,
                      std::string_view signature) const override {
    const std::optional<std::string> key = AuthorizedKey(input.public_key);
    const std::optional<std::string> challenge = HexDecode(sent.challenge);
    const std::optional<std::string> answer = HexDecode(signature);
    if (!key.has_value() || !challenge.has_value() || !answer.has_value() ||
        answer->size() != kEd25519SignatureOctets + challenge->size() ||
        answer->substr(kEd25519SignatureOctets) != *challenge ||
        !Ed25519Verify(*key, *challenge,
                       answer->substr(0, kEd25519SignatureOctets))) {
      return Refused("the signature is wrong");
    }
    return {};
  }

 private:
  // The octets of a key in hexadecimal digits, when it is authorized.
  std::optional<std::string> AuthorizedKey(std::string_view digits) const {
    std::optional<std::string> octets = HexDecode(digits);
    if (octets.has_value() && !keys_.contains(*octets)) octets.reset();
    return octets;
  }

  const std::set<std::string> keys_;  // The octets of the public keys.
};

}  // namespace

std::unique_ptr<Verifier> MakeTicketVerifier(Secret ticket) {
  assert(!ticket.empty());
  return std::make_unique<TicketVerifier>(std::move(ticket));
}

absl::StatusOr<std::unique_ptr<Verifier>> MakeWampCraVerifier(
    Secret secret, const std::optional<KeyDerivation>& derivation) {
  if (secret.empty()) return absl::InvalidArgumentError("the secret is empty");
  if (derivation.has_value()) {
    if (absl::Status bounds = derivation->Check(); !bounds.ok()) return bounds;
    secret = derivation->WampCraKey(secret);
  }
  return std::make_unique<WampCraVerifier>(std::move(secret), derivation);
}

absl::StatusOr<std::unique_ptr<Verifier>> MakeCryptosignVerifier(
    const std::vector<std::string>& authorized_keys) {
  std::set<std::string> keys;
  for (const std::string& digits : authorized_keys) {
    std::optional<std::string> octets = HexDecode(digits);
    if (!octets.has_value() || octets->size() != kEd25519KeyOctets) {
      return absl::InvalidArgumentError(
          "authorized key " + JsonQuote(digits) +
          " is not a public key of 64 hexadecimal digits");
    }
    keys.insert(*std::move(octets));
  }
  if (keys.empty()) {
    return absl::InvalidArgumentError("there are no authorized keys");
  }
  return std::make_unique<CryptosignVerifier>(std::move(keys));
}

}  // namespace wampbridge::auth
