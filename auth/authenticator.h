// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_AUTHENTICATOR_H_
#define AUTH_AUTHENTICATOR_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "auth/challenge.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// With what a session proves who it is.
struct Credentials {
  std::string method;  // One of the names in challenge.h.
  std::string authid;  // ticket and wampcra need one.
  Secret secret;       // Ticket, password or private key.
  Secret derived_key;  // wampcra, instead of secret: the base64 text.
};

// The client's side of one authentication method: what HELLO says and how a
// CHALLENGE is answered. It knows neither messages nor sockets: the caller
// takes the fields out of one message and puts them into the other.
//
//   auto authenticator = MakeAuthenticator(std::move(credentials));
//   hello.authmethods = {authenticator->method()}; ... on CHALLENGE:
//   auto answer = authenticator->Answer(view);
//
// Immutable; may be used by several sessions and threads at once.
class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // The one method to offer in HELLO.Details.authmethods.
  const std::string& method() const { return method_; }
  // HELLO.Details.authid; empty: to be left out.
  const std::string& authid() const { return authid_; }

  // HELLO.Details.authextra; empty: to be left out.
  virtual std::map<std::string, std::string> HelloExtra() const { return {}; }

  // The answer to a CHALLENGE. An error means that the router does not keep
  // to what was offered, or asks for what is out of bounds: the session has
  // to ABORT. Salted wampcra takes time (see KeyDerivation): not to be called
  // while a lock is held that others need.
  absl::StatusOr<AuthenticateFields> Answer(const ChallengeView& view) const;

 protected:
  Authenticator(std::string_view method, std::string authid)
      : method_(method), authid_(std::move(authid)) {}

 private:
  // The signature for a challenge of the method that was offered.
  virtual absl::StatusOr<std::string> Sign(const ChallengeView& view) const = 0;

  const std::string method_;
  const std::string authid_;
};

// INVALID_ARGUMENT when something that the method needs is missing or wrong;
// the message has no secret in it.
absl::StatusOr<std::unique_ptr<Authenticator>> MakeAuthenticator(
    Credentials credentials);

}  // namespace wampbridge::auth

#endif  // AUTH_AUTHENTICATOR_H_
