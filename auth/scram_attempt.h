// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_SCRAM_ATTEMPT_H_
#define AUTH_SCRAM_ATTEMPT_H_

#include <optional>
#include <string>
#include <string_view>

#include "auth/attempt.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// Who proves what with SCRAM; both after SaslPrep.
struct ScramIdentity {
  std::string authid;
  Secret password;
};

// "Salted Challenge Response Authentication Mechanism" (after RFC 5802 and RFC
// 7677), in two dialects, of which the CHALLENGE's method tells:
// wamp-scram  the specification's. The proof's channel binding is that of none
//             ("c=biws"), "," and "=" in the authid are escaped, and the
//             router's proof comes as `verifier`.
// scram       Crossbar's. Channel binding is empty ("c="), the authid stands
//             as it is, the router's proof comes as `scram_server_signature`.
// Either proof is taken from either router. Each has to prove that it knows the
// password's key, or the session is to be left.
class ScramAttempt : public Attempt {
 public:
  // `nonce` is base64 without padding, so that a router that appends octets to
  // those of the nonce, as Crossbar does, also appends to its text. `identity`
  // must outlive this.
  ScramAttempt(const ScramIdentity& identity, std::string nonce);

  ExtraFields HelloExtra() const override;
  absl::Status CheckWelcome(const WelcomeView& view) const override;

 private:
  absl::StatusOr<AuthenticateFields> Sign(const ChallengeView& view,
                                          std::string_view tls_unique) override;
  absl::Status CheckNonce(std::string_view nonce) const;
  std::string AuthMessage(const ChallengeView& view) const;

  const ScramIdentity& identity_;
  const std::string nonce_;
  // base64 of the ServerSignature to come; not before a CHALLENGE is answered.
  std::optional<std::string> expected_;
};

}  // namespace wampbridge::auth

#endif  // AUTH_SCRAM_ATTEMPT_H_
