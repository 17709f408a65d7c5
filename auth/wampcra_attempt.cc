// SPDX-License-Identifier: Apache-2.0
#include "auth/wampcra_attempt.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "auth/key_derivation.h"

namespace wampbridge::auth {

absl::StatusOr<AuthenticateFields> WampCraAttempt::Sign(
    const ChallengeView& view, std::string_view) {
  const auto signed_with = [&view](const Secret& key) {
    return AuthenticateFields{WampCraSignature(key.Reveal(), view.challenge),
                              {}};
  };
  if (view.challenge.empty()) {
    return absl::InvalidArgumentError(
        "the router's CHALLENGE for wampcra has no challenge");
  }
  if (!secret_.derived_key.empty()) return signed_with(secret_.derived_key);
  if (!view.salt.has_value()) return signed_with(secret_.password);
  if (!view.iterations.has_value() || !view.keylen.has_value()) {
    return absl::InvalidArgumentError(
        "the router's CHALLENGE for wampcra has a salt, but not both "
        "iterations and keylen");
  }
  const KeyDerivation derivation{std::string(*view.salt), *view.iterations,
                                 *view.keylen};
  if (absl::Status bounds = derivation.Check(); !bounds.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "in the router's CHALLENGE for wampcra, ", bounds.message()));
  }
  return signed_with(derivation.WampCraKey(secret_.password));
}

}  // namespace wampbridge::auth
