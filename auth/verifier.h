// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_VERIFIER_H_
#define AUTH_VERIFIER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "auth/challenge.h"
#include "auth/key_derivation.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// Who wants in, and what makes its challenge unlike any other. Randomness and
// time are given, so that this folder needs no source of either.
struct ChallengeInput {
  std::string random;  // At least 32 octets nobody can foresee.
  absl::Time now;
  std::uint64_t session_id = 0;
  std::string authid;
  std::string authrole;
  std::string authprovider;
  std::string public_key;  // cryptosign: HELLO's authextra.pubkey.
};

// The router's side of one method for one principal: makes the fields of a
// CHALLENGE and judges the signature of the AUTHENTICATE that answers them.
//
// Immutable; may be used by several sessions and threads at once.
class Verifier {
 public:
  virtual ~Verifier() = default;

  // UNAUTHENTICATED when no answer to a challenge could be right.
  virtual absl::StatusOr<ChallengeFields> Challenge(
      const ChallengeInput& input) const = 0;

  // OK, or UNAUTHENTICATED. `sent` is what Challenge() gave for `input`.
  // Secrets are compared in constant time.
  virtual absl::Status Verify(const ChallengeInput& input,
                              const ChallengeFields& sent,
                              std::string_view signature) const = 0;
};

// The signature must be the ticket. REQUIRES: it is not empty.
std::unique_ptr<Verifier> MakeTicketVerifier(Secret ticket);

// The signature must be made with the secret, or, where there is a
// derivation, with the key derived from it: once here, not for each client.
// INVALID_ARGUMENT when the derivation is out of bounds.
absl::StatusOr<std::unique_ptr<Verifier>> MakeWampCraVerifier(
    Secret secret, const std::optional<KeyDerivation>& derivation);

// The signature must be of the private key of one of the public keys (64
// hexadecimal digits each), the one that HELLO named. INVALID_ARGUMENT names
// a key that is not of this form.
absl::StatusOr<std::unique_ptr<Verifier>> MakeCryptosignVerifier(
    const std::vector<std::string>& authorized_keys);

}  // namespace wampbridge::auth

#endif  // AUTH_VERIFIER_H_
