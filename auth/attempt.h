// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_ATTEMPT_H_
#define AUTH_ATTEMPT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "auth/challenge.h"

namespace wampbridge::auth {

// What makes one join unlike any other.
struct JoinFacts {
  static constexpr std::size_t kRandomOctets = 24;

  // kRandomOctets octets nobody can foresee: the nonce of methods that have
  // one. This folder has no source of randomness.
  std::string random;
};

// The client's side of authentication in one join: what HELLO says, how a
// CHALLENGE is answered, whether the WELCOME is believed. It knows neither
// messages nor sockets: the caller takes the fields out of one message and
// puts them into the other, in the order of the functions.
//
// Made by Authenticator::Begin, for one session; one thread at a time.
class Attempt {
 public:
  virtual ~Attempt() = default;

  // HELLO.Details.authextra; empty: to be left out.
  virtual ExtraFields HelloExtra() const { return {}; }

  // The answer to a CHALLENGE. `tls_unique` is the connection's tls-unique
  // (RFC 5929), empty without TLS. An error means that the router does not
  // keep to what was offered, or asks for what is out of bounds: the session
  // has to ABORT. A salted secret takes time (see KeyDerivation and
  // ScramCost): not to be called while a lock is held that others need.
  absl::StatusOr<AuthenticateFields> Answer(const ChallengeView& view,
                                            std::string_view tls_unique);

  // Whether the router has proven what it must; where not, the session has to
  // be left.
  virtual absl::Status CheckWelcome(const WelcomeView&) const {
    return absl::OkStatus();
  }

 protected:
  explicit Attempt(std::vector<std::string> methods)
      : methods_(std::move(methods)) {}

 private:
  // The answer to a challenge of a method that was offered.
  virtual absl::StatusOr<AuthenticateFields> Sign(
      const ChallengeView& view, std::string_view tls_unique) = 0;

  const std::vector<std::string> methods_;  // that were offered
};

}  // namespace wampbridge::auth

#endif  // AUTH_ATTEMPT_H_
