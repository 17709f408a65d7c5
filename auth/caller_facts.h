// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_CALLER_FACTS_H_
#define AUTH_CALLER_FACTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace wampbridge::auth {

// How a gRPC caller has proved who it is.
enum class CallerProof { kNone, kMtls, kJwt };

// What is known of a gRPC caller, each fact verified. What the proof does not
// say is empty.
struct CallerFacts {
  CallerProof proof = CallerProof::kNone;
  // A token's `sub`; of a certificate the first of its URI (SPIFFE), DNS and
  // subject names that it has.
  std::string subject;
  std::string issuer;                 // a token's `iss`
  std::vector<std::string> audience;  // a token's `aud`
  // Where it came in, as the configuration's grpc.listen writes it.
  std::string listener;
  // A token's claims as text: strings as they are, numbers and booleans as JSON
  // writes them, of an array of such each element. The key is the claim's name;
  // what lies in an object has a JSON Pointer (RFC 6901, "/realm_access/roles")
  // instead, and so has a claim whose own name begins with "/".
  std::map<std::string, std::vector<std::string>, std::less<>> claims;
  // When the proof ends.
  absl::Time expires = absl::InfiniteFuture();
  // The token itself. A secret: it must reach no log.
  std::string token;
};

}  // namespace wampbridge::auth

#endif  // AUTH_CALLER_FACTS_H_
