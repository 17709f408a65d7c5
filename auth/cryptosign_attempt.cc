// SPDX-License-Identifier: Apache-2.0
#include "auth/cryptosign_attempt.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "auth/encoding.h"
#include "auth/key_derivation.h"

namespace wampbridge::auth {

ExtraFields CryptosignAttempt::HelloExtra() const {
  ExtraFields extra = {{"pubkey", HexEncode(key_.PublicKeyOctets())}};
  if (!binding_.empty()) extra["channel_binding"] = binding_;
  return extra;
}

absl::Status CryptosignAttempt::CheckBinding(
    const ChallengeView& view, std::string_view tls_unique) const {
  // A router that says nothing of it may have bound all the same; its check of
  // the signature tells.
  const bool differs =
      view.channel_binding.has_value() && *view.channel_binding != binding_;
  if (differs && binding_.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the router's CHALLENGE for cryptosign wants channel binding ",
        JsonQuoteStart(*view.channel_binding), ", which was not asked for"));
  }
  if (differs) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the router's CHALLENGE for cryptosign has channel binding ",
        JsonQuoteStart(*view.channel_binding), "; ", binding_,
        " was asked for"));
  }
  if (!binding_.empty() && tls_unique.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("channel binding ", binding_,
                     " needs TLS, which this connection has not"));
  }
  return absl::OkStatus();
}

absl::StatusOr<AuthenticateFields> CryptosignAttempt::Sign(
    const ChallengeView& view, std::string_view tls_unique) {
  const absl::Status bound = CheckBinding(view, tls_unique);
  if (!bound.ok()) return bound;
  std::optional<std::string> message = HexDecode(view.challenge);
  if (!message.has_value() || message->size() != kEd25519KeyOctets) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the router's CHALLENGE for cryptosign has challenge ",
        JsonQuoteStart(view.challenge), "; it must be 64 hexadecimal digits"));
  }
  if (!binding_.empty()) *message = Xor(*message, Sha256(tls_unique));
  return AuthenticateFields{HexEncode(key_.Sign(*message) + *message), {}};
}

}  // namespace wampbridge::auth
