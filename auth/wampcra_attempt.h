// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_WAMPCRA_ATTEMPT_H_
#define AUTH_WAMPCRA_ATTEMPT_H_

#include <string_view>

#include "auth/attempt.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// Exactly one of them is set.
struct WampCraSecret {
  Secret password;
  Secret derived_key;  // the base64 text, used as it is
};

// "Challenge Response Authentication", salted or not.
class WampCraAttempt : public Attempt {
 public:
  // `secret` must outlive this.
  explicit WampCraAttempt(const WampCraSecret& secret)
      : Attempt({std::string(kWampCra)}), secret_(secret) {}

 private:
  absl::StatusOr<AuthenticateFields> Sign(const ChallengeView& view,
                                          std::string_view tls_unique) override;

  const WampCraSecret& secret_;
};

}  // namespace wampbridge::auth

#endif  // AUTH_WAMPCRA_ATTEMPT_H_
