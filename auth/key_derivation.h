// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_KEY_DERIVATION_H_
#define AUTH_KEY_DERIVATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// SHA-256 (FIPS 180-4): 32 octets.
std::string Sha256(std::string_view message);

// HMAC with SHA-256 (RFC 2104): 32 octets.
std::string HmacSha256(std::string_view key, std::string_view message);

// The base64 text of the WAMP-CRA signature of a challenge: what goes into
// AUTHENTICATE (WAMP, "Challenge Response Authentication").
std::string WampCraSignature(std::string_view key, std::string_view challenge);

// How a salted WAMP-CRA key is made of a password. What a router asks of us
// comes from outside, so Check() bounds it.
struct KeyDerivation {
  // A minute of PBKDF2 would be a way to stop us: routers use 1,000 to
  // 100,000 iterations; OWASP recommends 600,000.
  static constexpr std::int64_t kIterationsMax = 1'000'000;
  static constexpr std::int64_t kKeylenMax = 1024;

  std::string salt;
  std::int64_t iterations = 1000;
  std::int64_t keylen = 32;

  // INVALID_ARGUMENT naming the value that is out of bounds.
  absl::Status Check() const;

  // PBKDF2 with HMAC-SHA-256 (RFC 8018). The octets of `salt` are used as
  // they are, also when they look like base64. REQUIRES: Check() is OK.
  Secret Derive(const Secret& password) const;

  // The WAMP-CRA key: the base64 text of what Derive() gives.
  // REQUIRES: Check() is OK.
  Secret WampCraKey(const Secret& password) const;
};

}  // namespace wampbridge::auth

#endif  // AUTH_KEY_DERIVATION_H_
