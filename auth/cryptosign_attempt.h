// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_CRYPTOSIGN_ATTEMPT_H_
#define AUTH_CRYPTOSIGN_ATTEMPT_H_

#include <string>
#include <string_view>

#include "auth/attempt.h"
#include "auth/ed25519.h"

namespace wampbridge::auth {

// "Cryptosign-based Authentication". Bound to the channel, what is signed is
// the challenge XOR the SHA-256 of tls-unique.
class CryptosignAttempt : public Attempt {
 public:
  // `binding` is kTlsUnique, or empty for none. `key` must outlive this.
  CryptosignAttempt(const Ed25519Key& key, std::string_view binding)
      : Attempt({std::string(kCryptosign)}), key_(key), binding_(binding) {}

  ExtraFields HelloExtra() const override;

 private:
  absl::StatusOr<AuthenticateFields> Sign(const ChallengeView& view,
                                          std::string_view tls_unique) override;
  absl::Status CheckBinding(const ChallengeView& view,
                            std::string_view tls_unique) const;

  const Ed25519Key& key_;
  const std::string binding_;
};

}  // namespace wampbridge::auth

#endif  // AUTH_CRYPTOSIGN_ATTEMPT_H_
