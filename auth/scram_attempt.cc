// SPDX-License-Identifier: Apache-2.0
#include "auth/scram_attempt.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "auth/encoding.h"
#include "auth/key_derivation.h"
#include "auth/scram_key.h"

namespace wampbridge::auth {
namespace {

constexpr std::size_t kNonceCharactersMax = 1024;

absl::Status BadChallenge(absl::StatusCode code, const std::string& why) {
  return {code, absl::StrCat("in the router's CHALLENGE for scram, ", why)};
}

absl::Status BadChallenge(const std::string& why) {
  return BadChallenge(absl::StatusCode::kInvalidArgument, why);
}

// RFC 5802 section 5.1: "," and "=" in a name.
std::string Escaped(const std::string& name) {
  std::string escaped;
  for (const char c : name) {
    if (c == ',') {
      escaped += "=2C";
    } else if (c == '=') {
      escaped += "=3D";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// RFC 5802 section 5.1: printable ASCII but ",".
bool IsNonceCharacter(char c) { return c > 0x20 && c < 0x7f && c != ','; }

Secret KeyOf(const Secret& salted, std::string_view name) {
  std::string key = HmacSha256(salted.Reveal(), name);
  Secret kept(key);
  OPENSSL_cleanse(key.data(), key.size());
  return kept;
}

absl::Status CheckFields(const ChallengeView& view) {
  if (view.nonce.has_value() && view.salt.has_value() && view.kdf.has_value() &&
      view.iterations.has_value()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "the router's CHALLENGE for scram needs nonce, salt, kdf and iterations, "
      "and lacks at least one of them");
}

}  // namespace

ScramAttempt::ScramAttempt(const ScramIdentity& identity, std::string nonce)
    : Attempt({std::string(kScram), std::string(kWampScram)}),
      identity_(identity),
      nonce_(std::move(nonce)) {}

ExtraFields ScramAttempt::HelloExtra() const {
  return {{"nonce", nonce_}, {"channel_binding", std::nullopt}};
}

absl::Status ScramAttempt::CheckNonce(std::string_view nonce) const {
  if (nonce.size() <= nonce_.size() || nonce.size() > kNonceCharactersMax ||
      nonce.substr(0, nonce_.size()) != nonce_ ||
      !std::all_of(nonce.begin(), nonce.end(), IsNonceCharacter)) {
    return BadChallenge(
        "nonce does not begin with ours and go on: the router answers somebody "
        "else's HELLO");
  }
  return absl::OkStatus();
}

std::string ScramAttempt::AuthMessage(const ChallengeView& view) const {
  const bool crossbar = view.method == kScram;
  const std::string nonce(*view.nonce);
  return absl::StrCat(
      "n=", crossbar ? identity_.authid : Escaped(identity_.authid),
      ",r=", nonce_, ",r=", nonce, ",s=", std::string(*view.salt),
      ",i=", *view.iterations, crossbar ? ",c=" : ",c=biws", ",r=", nonce);
}

absl::StatusOr<AuthenticateFields> ScramAttempt::Sign(const ChallengeView& view,
                                                      std::string_view) {
  if (absl::Status there = CheckFields(view); !there.ok()) return there;
  if (absl::Status fresh = CheckNonce(*view.nonce); !fresh.ok()) return fresh;
  if (!view.channel_binding.value_or("").empty()) {
    return BadChallenge(absl::StrCat("channel_binding is ",
                                     JsonQuoteStart(*view.channel_binding),
                                     ", which was not asked for"));
  }
  const std::optional<std::string> salt = Base64Decode(*view.salt);
  if (!salt.has_value()) return BadChallenge("salt is not base64");
  const ScramCost cost{std::string(*view.kdf), *view.iterations,
                       view.memory.value_or(0)};
  const absl::StatusOr<Secret> salted =
      cost.SaltedPassword(identity_.password, *salt);
  if (!salted.ok()) {
    return BadChallenge(salted.status().code(),
                        std::string(salted.status().message()));
  }
  const std::string message = AuthMessage(view);
  const Secret client_key = KeyOf(*salted, "Client Key");
  const Secret server_key = KeyOf(*salted, "Server Key");
  const std::string stored_key = Sha256(client_key.Reveal());
  expected_ = Base64Encode(HmacSha256(server_key.Reveal(), message));
  return AuthenticateFields{
      Base64Encode(Xor(client_key.Reveal(), HmacSha256(stored_key, message))),
      {{"nonce", std::string(*view.nonce)},
       {"channel_binding", std::nullopt},
       {"cbind_data", std::nullopt}}};
}

absl::Status ScramAttempt::CheckWelcome(const WelcomeView& view) const {
  const auto refuse = [](const std::string& how) {
    return absl::UnauthenticatedError(absl::StrCat(
        "the router ", how,
        ", so that it may not know the secret at all: scram asks both sides "
        "for a proof"));
  };
  if (!expected_.has_value()) {
    return refuse("let the session in without a CHALLENGE");
  }
  std::string_view given = view.verifier.has_value()
                               ? *view.verifier
                               : view.scram_server_signature.value_or("");
  if (given.empty()) return refuse("sent no proof in WELCOME");
  // An example in the specification has RFC 5802's "v=" before it.
  if (given.substr(0, 2) == "v=") given.remove_prefix(2);
  if (!ConstantTimeEquals(given, *expected_)) {
    return refuse("sent a wrong proof in WELCOME");
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::auth
