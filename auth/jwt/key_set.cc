// SPDX-License-Identifier: Apache-2.0
#include "auth/jwt/key_set.h"

#include <cjose/error.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "auth/jwt/strict_json.h"

namespace wampbridge::auth {
namespace {

constexpr size_t kRsaBitsMin = 2048;
constexpr size_t kSecretOctetsMin = 32;
constexpr size_t kKeysMax = 100;

std::shared_ptr<const cjose_jwk_t> Own(cjose_jwk_t* key) {
  return {key, [](const cjose_jwk_t* jwk) {
            cjose_jwk_release(const_cast<cjose_jwk_t*>(jwk));
          }};
}

std::optional<KeyKind> KindOf(const nlohmann::json& jwk) {
  const std::string type = TextAt(jwk, "kty");
  if (type == "RSA") return KeyKind::kRsa;
  if (type == "EC") return KeyKind::kEc;
  return std::nullopt;
}

bool IsForSignatures(const nlohmann::json& jwk) {
  const std::string use = TextAt(jwk, "use");
  return use.empty() || use == "sig";
}

absl::Status CheckStrength(const VerificationKey& key) {
  cjose_err error{};
  const size_t bits = cjose_jwk_get_keysize(key.key.get(), &error);
  if (key.kind != KeyKind::kRsa || bits >= kRsaBitsMin) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("key \"", key.id, "\" has ", bits,
                   " bits; RSA keys need at least ", kRsaBitsMin));
}

absl::StatusOr<VerificationKey> ImportKey(const nlohmann::json& jwk,
                                          KeyKind kind) {
  VerificationKey key;
  key.kind = kind;
  key.id = TextAt(jwk, "kid");
  key.algorithm = TextAt(jwk, "alg");
  const std::string text = jwk.dump();
  cjose_err error{};
  cjose_jwk_t* const imported =
      cjose_jwk_import(text.data(), text.size(), &error);
  if (imported == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("key \"", key.id, "\" is broken"));
  }
  key.key = Own(imported);
  if (absl::Status weak = CheckStrength(key); !weak.ok()) return weak;
  return key;
}

struct FreePkey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Pkey = std::unique_ptr<EVP_PKEY, FreePkey>;

Pkey ReadPublicKey(std::string_view text) {
  BIO* const bio = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
  Pkey key(PEM_read_bio_PUBKEY(bio, nullptr, nullptr, nullptr));
  BIO_free(bio);
  return key;
}

// A number of the key, as big-endian octets.
std::string NumberOf(const EVP_PKEY& key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(&key, name, &number) != 1) return {};
  std::string octets(static_cast<size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(octets.data()));
  BN_free(number);
  return octets;
}

uint8_t* Octets(std::string& text) {
  return reinterpret_cast<uint8_t*>(text.data());
}

cjose_jwk_t* FromRsa(const EVP_PKEY& key) {
  std::string modulus = NumberOf(key, OSSL_PKEY_PARAM_RSA_N);
  std::string exponent = NumberOf(key, OSSL_PKEY_PARAM_RSA_E);
  cjose_jwk_rsa_keyspec spec{};
  spec.n = Octets(modulus);
  spec.nlen = modulus.size();
  spec.e = Octets(exponent);
  spec.elen = exponent.size();
  cjose_err error{};
  return cjose_jwk_create_RSA_spec(&spec, &error);
}

std::optional<cjose_jwk_ec_curve> CurveOf(const EVP_PKEY& key) {
  switch (EVP_PKEY_get_bits(&key)) {
    case 256:
      return CJOSE_JWK_EC_P_256;
    case 384:
      return CJOSE_JWK_EC_P_384;
    case 521:
      return CJOSE_JWK_EC_P_521;
    default:
      return std::nullopt;
  }
}

cjose_jwk_t* FromEc(const EVP_PKEY& key) {
  const auto curve = CurveOf(key);
  if (!curve) return nullptr;
  std::string x = NumberOf(key, OSSL_PKEY_PARAM_EC_PUB_X);
  std::string y = NumberOf(key, OSSL_PKEY_PARAM_EC_PUB_Y);
  cjose_jwk_ec_keyspec spec{};
  spec.crv = *curve;
  spec.x = Octets(x);
  spec.xlen = x.size();
  spec.y = Octets(y);
  spec.ylen = y.size();
  cjose_err error{};
  return cjose_jwk_create_EC_spec(&spec, &error);
}

}  // namespace

absl::StatusOr<KeySet> KeySet::FromJwks(std::string_view text) {
  const auto parsed = ParseStrictObject(text);
  if (!parsed) {
    return absl::InvalidArgumentError(
        "is no JSON Web Key Set; it is an object with a list `keys`");
  }
  nlohmann::json list = nlohmann::json::array({*parsed});
  if (parsed->contains("keys")) list = (*parsed)["keys"];
  if (!list.is_array() || list.size() > kKeysMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("`keys` must be a list of at most ", kKeysMax, " keys"));
  }
  KeySet set;
  for (const nlohmann::json& jwk : list) {
    if (!jwk.is_object() || !IsForSignatures(jwk)) continue;
    const auto kind = KindOf(jwk);
    if (!kind) continue;
    absl::StatusOr<VerificationKey> key = ImportKey(jwk, *kind);
    if (!key.ok()) return key.status();
    set.keys_.push_back(*std::move(key));
  }
  if (set.keys_.empty()) {
    return absl::InvalidArgumentError(
        "has no key for signatures of type RSA or EC");
  }
  return set;
}

absl::StatusOr<KeySet> KeySet::FromPem(std::string_view text) {
  const Pkey pkey = ReadPublicKey(text);
  if (pkey == nullptr) {
    return absl::InvalidArgumentError(
        "has no public key in PEM form (BEGIN PUBLIC KEY)");
  }
  VerificationKey key;
  cjose_jwk_t* made = nullptr;
  if (EVP_PKEY_is_a(pkey.get(), "RSA") == 1) {
    made = FromRsa(*pkey);
  } else if (EVP_PKEY_is_a(pkey.get(), "EC") == 1) {
    key.kind = KeyKind::kEc;
    made = FromEc(*pkey);
  }
  if (made == nullptr) {
    return absl::InvalidArgumentError(
        "is not an RSA key or an EC key on P-256, P-384 or P-521");
  }
  key.key = Own(made);
  if (absl::Status weak = CheckStrength(key); !weak.ok()) return weak;
  KeySet set;
  set.keys_.push_back(std::move(key));
  return set;
}

absl::StatusOr<KeySet> KeySet::FromSecret(const Secret& secret) {
  const std::string_view octets = secret.Reveal();
  if (octets.find("-----BEGIN") != std::string_view::npos) {
    return absl::InvalidArgumentError(
        "is a PEM file; HS algorithms need a secret, and a public key is none");
  }
  if (octets.size() < kSecretOctetsMin) {
    return absl::InvalidArgumentError(
        absl::StrCat("is shorter than ", kSecretOctetsMin, " octets"));
  }
  cjose_err error{};
  cjose_jwk_t* const made = cjose_jwk_create_oct_spec(
      reinterpret_cast<const uint8_t*>(octets.data()), octets.size(), &error);
  if (made == nullptr) return absl::InternalError("no memory for a key");
  VerificationKey key;
  key.kind = KeyKind::kSymmetric;
  key.key = Own(made);
  KeySet set;
  set.keys_.push_back(std::move(key));
  return set;
}

}  // namespace wampbridge::auth
