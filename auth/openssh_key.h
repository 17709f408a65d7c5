// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_OPENSSH_KEY_H_
#define AUTH_OPENSSH_KEY_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// Whether `text` begins like a PEM file.
bool LooksLikePem(std::string_view text);

// The 32 octets of the Ed25519 private key in the text of an OpenSSH private
// key file ("openssh-key-v1", as ssh-keygen -t ed25519 writes it). Keys of
// another type, several keys, and keys with a passphrase are refused by name.
absl::StatusOr<Secret> ParseOpenSshEd25519(const Secret& text);

}  // namespace wampbridge::auth

#endif  // AUTH_OPENSSH_KEY_H_
