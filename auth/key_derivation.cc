// SPDX-License-Identifier: Apache-2.0
#include "auth/key_derivation.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cassert>

#include "absl/strings/str_cat.h"
#include "auth/encoding.h"

namespace wampbridge::auth {
namespace {

const unsigned char* Unsigned(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// A view may point nowhere, which OpenSSL takes for "no key given".
constexpr unsigned char kNothing[1] = {};

}  // namespace

std::string Sha256(std::string_view message) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(message.data(), message.size(), digest, &size, EVP_sha256(),
             nullptr);
  return std::string(reinterpret_cast<char*>(digest), size);
}

std::string HmacSha256(std::string_view key, std::string_view message) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.empty() ? kNothing : Unsigned(key),
       static_cast<int>(key.size()), Unsigned(message), message.size(), digest,
       &size);
  return std::string(reinterpret_cast<char*>(digest), size);
}

std::string WampCraSignature(std::string_view key, std::string_view challenge) {
  return Base64Encode(HmacSha256(key, challenge));
}

absl::Status KeyDerivation::Check() const {
  if (iterations < 1 || iterations > kIterationsMax) {
    return absl::InvalidArgumentError(absl::StrCat(
        "iterations is ", iterations, "; it must be 1 to ", kIterationsMax));
  }
  if (keylen < 1 || keylen > kKeylenMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("keylen is ", keylen, "; it must be 1 to ", kKeylenMax));
  }
  return absl::OkStatus();
}

Secret KeyDerivation::Derive(const Secret& password) const {
  assert(Check().ok());
  std::string key(static_cast<std::size_t>(keylen), '\0');
  const std::string_view octets = password.Reveal();
  PKCS5_PBKDF2_HMAC(
      octets.data(), static_cast<int>(octets.size()), Unsigned(salt),
      static_cast<int>(salt.size()), static_cast<int>(iterations), EVP_sha256(),
      static_cast<int>(keylen), reinterpret_cast<unsigned char*>(key.data()));
  Secret derived(key);
  OPENSSL_cleanse(key.data(), key.size());
  return derived;
}

Secret KeyDerivation::WampCraKey(const Secret& password) const {
  const Secret derived = Derive(password);
  std::string text = Base64Encode(derived.Reveal());
  Secret key(text);
  OPENSSL_cleanse(text.data(), text.size());
  return key;
}

}  // namespace wampbridge::auth
