// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_SCRAM_KEY_H_
#define AUTH_SCRAM_KEY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// How SCRAM's SaltedPassword is made, as the router's CHALLENGE says it. That
// comes from outside, so Check() bounds it: weak costs would let a router that
// is not ours learn the password from our proof, absurd ones would stop us.
struct ScramCost {
  // RFC 7677 section 4: no fewer than 4096 for PBKDF2. The most is
  // KeyDerivation's.
  static constexpr std::int64_t kPbkdf2IterationsMin = 4096;
  static constexpr std::int64_t kPbkdf2IterationsMax = 1'000'000;
  // Argon2's cost is iterations times memory: a quarter of the least that
  // OWASP recommends (7 MiB, 5 iterations), and what autobahn takes by default
  // (512 KiB, 4096 iterations; a second or two).
  static constexpr std::int64_t kArgon2CostMin = 8 << 10;
  static constexpr std::int64_t kArgon2CostMax = 2 << 20;
  static constexpr std::int64_t kArgon2MemoryMin = 8;  // RFC 9106: KiB
  static constexpr std::int64_t kArgon2MemoryMax = 256 << 10;
  static constexpr std::size_t kSaltOctetsMin = 8;  // RFC 9106
  static constexpr std::size_t kSaltOctetsMax = 1024;

  // pbkdf2 (with HMAC-SHA-256), argon2id13, or argon2id-13: the same, but the
  // key is the base64 text of the hash, without padding, as Crossbar's and
  // autobahn's is.
  std::string kdf;
  std::int64_t iterations = 0;
  std::int64_t memory = 0;  // KiB; argon2id only

  // INVALID_ARGUMENT naming the value that is out of bounds.
  absl::Status Check() const;

  // The SaltedPassword (RFC 5802 section 3). `salt` is decoded already.
  // INVALID_ARGUMENT where Check() is not OK or the salt is too short or long.
  absl::StatusOr<Secret> SaltedPassword(const Secret& password,
                                        std::string_view salt) const;

 private:
  bool IsArgon2() const;
};

}  // namespace wampbridge::auth

#endif  // AUTH_SCRAM_KEY_H_
