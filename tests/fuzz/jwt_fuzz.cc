// SPDX-License-Identifier: Apache-2.0
// Bearer tokens and key sets as anybody may send or serve them: nothing but a
// signature by a key of the set lets a token in, and none is here.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "auth/jwt/jwt_verifier.h"
#include "auth/jwt/key_set.h"
#include "auth/secret.h"

namespace wampbridge::auth {
namespace {

const JwtVerifier& Verifier() {
  static const auto* const verifier =
      new absl::StatusOr<JwtVerifier>(JwtVerifier::Create(
          {.issuer = "i", .audiences = {"a"}, .algorithms = {"HS256"}}));
  return **verifier;
}

void Try(std::string_view octets) {
  static const auto* const keys = new absl::StatusOr<KeySet>(
      KeySet::FromSecret(Secret("a secret that no fuzzer will ever guess")));
  JwtVerifier::ClaimedIssuer(octets);
  if (Verifier().Verify(octets, **keys, absl::FromUnixSeconds(1)).ok) {
    std::abort();
  }
  const auto served = KeySet::FromJwks(octets);
  if (served.ok()) (void)Verifier().CheckKeys(*served);
  (void)KeySet::FromPem(octets);
}

}  // namespace
}  // namespace wampbridge::auth

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  wampbridge::auth::Try({reinterpret_cast<const char*>(data), size});
  return 0;
}
