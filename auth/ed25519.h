// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_ED25519_H_
#define AUTH_ED25519_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "auth/secret.h"

extern "C" {
typedef struct evp_pkey_st EVP_PKEY;
}

namespace wampbridge::auth {

inline constexpr std::size_t kEd25519KeyOctets = 32;
inline constexpr std::size_t kEd25519SignatureOctets = 64;

// A private key of Ed25519 (RFC 8032), which is what WAMP-Cryptosign signs
// with. Immutable; may be used from several threads at once.
class Ed25519Key {
 public:
  // From the 32 octets of the private key ("seed").
  static absl::StatusOr<Ed25519Key> FromSeed(std::string_view seed);

  // From text as people keep it: 64 hexadecimal digits, or the text of an
  // OpenSSH private key file without passphrase. Errors say what was found
  // without repeating any of it.
  static absl::StatusOr<Ed25519Key> FromText(const Secret& text);

  std::string PublicKeyOctets() const;

  // The 64 octets of the signature.
  std::string Sign(std::string_view message) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const;
  };

  explicit Ed25519Key(EVP_PKEY* key) : key_(key) {}

  std::unique_ptr<EVP_PKEY, Free> key_;
};

// Whether `signature` (64 octets) over `message` was made by the private key
// that belongs to `public_key` (32 octets). Wrong sizes are false.
bool Ed25519Verify(std::string_view public_key, std::string_view message,
                   std::string_view signature);

}  // namespace wampbridge::auth

#endif  // AUTH_ED25519_H_
