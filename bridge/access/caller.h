// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ACCESS_CALLER_H_
#define BRIDGE_ACCESS_CALLER_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "auth/secret.h"

namespace wampbridge::bridge {

// Who calls over gRPC, as far as it has been proven: nothing here is the
// client's mere word. Immutable once made, shared by all that act for it.
struct Caller {
  // By what: nothing but its place (loopback, a Unix socket, or
  // `insecure_any`), a client certificate, a bearer token.
  enum class Proof { kNone, kMutualTls, kJwt };

  Proof proof = Proof::kNone;
  // The certificate's SPIFFE id, else its first URI, else its first DNS name,
  // else its subject's distinguished name; the token's `sub`. Empty: none.
  std::string subject;
  std::string issuer;                 // the token's `iss`
  std::vector<std::string> audience;  // the token's `aud`
  // The token's claims that are text, numbers or booleans, or lists of them;
  // those of objects within by path ("realm_access.roles"). name -> its values.
  std::map<std::string, std::vector<std::string>, std::less<>> claims;
  // The listener that it came by, as `grpc.listen` has it.
  std::string listener;
  // When its proof ends.
  absl::Time expiry = absl::InfiniteFuture();
  // The token itself, for identities whose secret it is; null: there is none.
  std::shared_ptr<const auth::Secret> token;
};

// The name of a proof in rules, logs and status: "none", "mtls", "jwt".
std::string_view NameOf(Caller::Proof proof);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ACCESS_CALLER_H_
