// SPDX-License-Identifier: Apache-2.0
#include "auth/ed25519.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <optional>

#include "auth/encoding.h"
#include "auth/openssh_key.h"

namespace wampbridge::auth {
namespace {

const unsigned char* Unsigned(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

}  // namespace

void Ed25519Key::Free::operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

absl::StatusOr<Ed25519Key> Ed25519Key::FromSeed(std::string_view seed) {
  if (seed.size() != kEd25519KeyOctets) {
    return absl::InvalidArgumentError("an Ed25519 private key has 32 octets");
  }
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                               Unsigned(seed), seed.size());
  if (key == nullptr) {
    return absl::InternalError("OpenSSL does not take Ed25519 keys");
  }
  return Ed25519Key(key);
}

absl::StatusOr<Ed25519Key> Ed25519Key::FromText(const Secret& text) {
  if (LooksLikePem(text.Reveal())) {
    absl::StatusOr<Secret> seed = ParseOpenSshEd25519(text);
    if (!seed.ok()) return seed.status();
    return FromSeed(seed->Reveal());
  }
  std::optional<std::string> seed = HexDecode(text.Reveal());
  if (!seed.has_value() || seed->size() != kEd25519KeyOctets) {
    return absl::InvalidArgumentError(
        "not an Ed25519 private key: give 64 hexadecimal digits, or an OpenSSH "
        "private key (-----BEGIN OPENSSH PRIVATE KEY-----) without passphrase");
  }
  absl::StatusOr<Ed25519Key> key = FromSeed(*seed);
  OPENSSL_cleanse(seed->data(), seed->size());
  return key;
}

std::string Ed25519Key::PublicKeyOctets() const {
  std::string octets(kEd25519KeyOctets, '\0');
  std::size_t size = octets.size();
  EVP_PKEY_get_raw_public_key(
      key_.get(), reinterpret_cast<unsigned char*>(octets.data()), &size);
  return octets;
}

std::string Ed25519Key::Sign(std::string_view message) const {
  std::string signature(kEd25519SignatureOctets, '\0');
  std::size_t size = signature.size();
  const Context context(EVP_MD_CTX_new());
  EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get());
  EVP_DigestSign(context.get(),
                 reinterpret_cast<unsigned char*>(signature.data()), &size,
                 Unsigned(message), message.size());
  return signature;
}

bool Ed25519Verify(std::string_view public_key, std::string_view message,
                   std::string_view signature) {
  if (public_key.size() != kEd25519KeyOctets ||
      signature.size() != kEd25519SignatureOctets) {
    return false;
  }
  EVP_PKEY* key = EVP_PKEY_new_raw_public_key(
      EVP_PKEY_ED25519, nullptr, Unsigned(public_key), public_key.size());
  if (key == nullptr) return false;
  const Context context(EVP_MD_CTX_new());
  const bool verified =
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) ==
          1 &&
      EVP_DigestVerify(context.get(), Unsigned(signature), signature.size(),
                       Unsigned(message), message.size()) == 1;
  EVP_PKEY_free(key);
  return verified;
}

}  // namespace wampbridge::auth
