// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_JWT_KEY_SET_H_
#define AUTH_JWT_KEY_SET_H_

#include <cjose/jwk.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// The kinds of keys that signatures are checked with; a key of one kind never
// serves an algorithm of another.
enum class KeyKind { kRsa, kEc, kSymmetric };

// A key, and what its set says of it.
struct VerificationKey {
  KeyKind kind = KeyKind::kRsa;
  std::string id;         // `kid`; empty: none
  std::string algorithm;  // `alg`; empty: any of its kind
  std::shared_ptr<const cjose_jwk_t> key;
};

// The keys that an issuer signs with. Immutable; safe on any thread, copies
// share the keys.
class KeySet {
 public:
  KeySet() = default;

  // A JSON Web Key Set (RFC 7517 section 5), or a single JSON Web Key. Keys of
  // unknown types and for other uses are left out, as that section wants it;
  // symmetric ones too, since a set is public. INVALID_ARGUMENT where no key is
  // left, or one that would serve is broken or shorter than 2048 bits (RSA).
  static absl::StatusOr<KeySet> FromJwks(std::string_view text);

  // One public key, PEM ("BEGIN PUBLIC KEY"), RSA or EC.
  static absl::StatusOr<KeySet> FromPem(std::string_view text);

  // A secret shared with the issuer, for HS256 and the like: at least 32
  // octets (RFC 7518 section 3.2), and no PEM, since a public key is no secret.
  static absl::StatusOr<KeySet> FromSecret(const Secret& secret);

  const std::vector<VerificationKey>& keys() const { return keys_; }

 private:
  std::vector<VerificationKey> keys_;
};

}  // namespace wampbridge::auth

#endif  // AUTH_JWT_KEY_SET_H_
