// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_AUTHENTICATOR_H_
#define AUTH_AUTHENTICATOR_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "auth/attempt.h"
#include "auth/challenge.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// Whether a proof is bound to the TLS connection, so that it is of no use on
// another one.
enum class ChannelBinding { kNone, kTlsUnique };

// With what a session proves who it is.
struct Credentials {
  std::string method;  // One of the names in challenge.h; scram for both.
  std::string authid;  // ticket, wampcra and scram need one.
  // Ticket, password, private key, or the value of the Cookie header.
  Secret secret;
  Secret derived_key;  // wampcra, instead of secret: the base64 text.
  ChannelBinding channel_binding = ChannelBinding::kNone;  // cryptosign
};

// One identity's authentication method and its secret.
//
//   auto authenticator = MakeAuthenticator(std::move(credentials));
//   auto attempt = authenticator->Begin({.random = ...});
//   hello.authmethods = authenticator->methods();
//   hello.authextra = attempt->HelloExtra();
//   on CHALLENGE: attempt->Answer(view, tls_unique)
//   on WELCOME:   attempt->CheckWelcome(view)
//
// Immutable; may be used by several sessions and threads at once.
class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // What to offer in HELLO.Details.authmethods, in this order. Never empty.
  const std::vector<std::string>& methods() const { return methods_; }
  // HELLO.Details.authid; empty: to be left out.
  const std::string& authid() const { return authid_; }
  // The Cookie header that the WebSocket handshake has to carry; empty: none.
  virtual std::string_view cookie() const { return {}; }

  // Begins one join. The attempt uses this object, which must outlive it.
  virtual std::unique_ptr<Attempt> Begin(const JoinFacts& facts) const = 0;

 protected:
  Authenticator(std::vector<std::string> methods, std::string authid)
      : methods_(std::move(methods)), authid_(std::move(authid)) {}

 private:
  const std::vector<std::string> methods_;
  const std::string authid_;
};

// INVALID_ARGUMENT when something that the method needs is missing or wrong;
// the message has no secret in it.
absl::StatusOr<std::unique_ptr<Authenticator>> MakeAuthenticator(
    Credentials credentials);

}  // namespace wampbridge::auth

#endif  // AUTH_AUTHENTICATOR_H_
