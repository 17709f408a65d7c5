// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_JWT_JWT_VERIFIER_H_
#define AUTH_JWT_JWT_VERIFIER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "auth/jwt/key_set.h"

namespace wampbridge::auth {

// What a token has proven.
struct JwtClaims {
  std::string subject;                // `sub`; empty: none
  std::string issuer;                 // `iss`
  std::vector<std::string> audience;  // `aud`
  absl::Time expiry;                  // `exp` with the leeway
  // All claims that are text, numbers or booleans, or lists of them, those of
  // objects within by path ("realm_access.roles"). name -> its values
  std::map<std::string, std::vector<std::string>, std::less<>> claims;
};

// Why a token was not taken.
enum class JwtFault {
  kMalformed,
  kAlgorithm,   // not one of the rules', or `none`
  kUnknownKey,  // perhaps one that the issuer has made since
  kSignature,
  kExpired,
  kNotYetValid,
  kAudience,
  kIssuer,
};

// In words, for the caller and the log; nothing of the token is in it.
std::string_view DescribeFault(JwtFault fault);

// Checks JSON Web Tokens (RFC 7519, RFC 8725) of one issuer: the signature by
// an algorithm that the rules pin, never one that the token chooses; `iss`,
// `aud`, `exp` (required) and `nbf`. Immutable; safe on any thread.
class JwtVerifier {
 public:
  struct Rules {
    std::string issuer;
    std::vector<std::string> audiences;   // the token has to be for one of them
    std::vector<std::string> algorithms;  // "RS256" and so on
    absl::Duration leeway = absl::Seconds(30);
  };
  struct Result {
    // The claims are good where there is no fault.
    JwtClaims claims;
    bool ok = false;
    JwtFault fault = JwtFault::kMalformed;
  };

  // INVALID_ARGUMENT: an algorithm is unknown, or HS stands beside others.
  static absl::StatusOr<JwtVerifier> Create(Rules rules);

  // Tokens are longer only by mistake or malice.
  static constexpr size_t kTokenOctetsMax = 16 << 10;

  // A token in compact form (RFC 7515 section 7.1).
  Result Verify(std::string_view token, const KeySet& keys,
                absl::Time now) const;

  // The issuer that a token claims, unverified, to choose a verifier by; empty
  // where there is none.
  static std::string ClaimedIssuer(std::string_view token);

  // Whether a set has a key that could serve one of the algorithms.
  absl::Status CheckKeys(const KeySet& keys) const;

  const Rules& rules() const { return rules_; }

 private:
  explicit JwtVerifier(Rules rules) : rules_(std::move(rules)) {}

  const Rules rules_;
};

}  // namespace wampbridge::auth

#endif  // AUTH_JWT_JWT_VERIFIER_H_
