// SPDX-License-Identifier: Apache-2.0
#include "auth/jwt/jwt_testing.h"

#include <cjose/base64.h>
#include <cjose/error.h>
#include <cjose/jws.h>
#include <cjose/util.h>

#include <cstdlib>

namespace wampbridge::auth {
namespace {

std::string Base64Url(const std::string& octets) {
  cjose_err error{};
  char* text = nullptr;
  size_t size = 0;
  if (!cjose_base64url_encode(reinterpret_cast<const uint8_t*>(octets.data()),
                              octets.size(), &text, &size, &error)) {
    std::abort();
  }
  std::string encoded(text, size);
  cjose_get_dealloc()(text);
  return encoded;
}

}  // namespace

SigningKey::SigningKey(cjose_jwk_t* key, const std::string& id) : key_(key) {
  cjose_err error{};
  if (key_ == nullptr ||
      (!id.empty() && !cjose_jwk_set_kid(key_, id.data(), id.size(), &error))) {
    std::abort();
  }
}

SigningKey SigningKey::Rsa(const std::string& id) {
  const uint8_t exponent[] = {1, 0, 1};
  cjose_err error{};
  return {cjose_jwk_create_RSA_random(2048, exponent, sizeof(exponent), &error),
          id};
}

SigningKey SigningKey::Ec(const std::string& id) {
  cjose_err error{};
  return {cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error), id};
}

SigningKey SigningKey::Symmetric(const std::string& octets) {
  cjose_err error{};
  return {
      cjose_jwk_create_oct_spec(reinterpret_cast<const uint8_t*>(octets.data()),
                                octets.size(), &error),
      ""};
}

SigningKey::~SigningKey() { cjose_jwk_release(key_); }

std::string SigningKey::Sign(const nlohmann::json& header,
                             const std::string& payload) const {
  cjose_err error{};
  cjose_header_t* const protected_header = cjose_header_new(&error);
  for (const auto& [name, value] : header.items()) {
    const bool set =
        value.is_string()
            ? cjose_header_set(protected_header, name.c_str(),
                               value.get<std::string>().c_str(), &error)
            : cjose_header_set_raw(protected_header, name.c_str(),
                                   value.dump().c_str(), &error);
    if (!set) std::abort();
  }
  cjose_jws_t* const jws = cjose_jws_sign(
      key_, protected_header, reinterpret_cast<const uint8_t*>(payload.data()),
      payload.size(), &error);
  const char* text = nullptr;
  if (jws == nullptr || !cjose_jws_export(jws, &text, &error)) std::abort();
  std::string token(text);
  cjose_jws_release(jws);
  cjose_header_release(protected_header);
  return token;
}

nlohmann::json SigningKey::PublicJwk() const {
  cjose_err error{};
  char* const text = cjose_jwk_to_json(key_, false, &error);
  nlohmann::json jwk = nlohmann::json::parse(text);
  cjose_get_dealloc()(text);
  return jwk;
}

std::string Jwks(std::initializer_list<const SigningKey*> keys) {
  nlohmann::json set = {{"keys", nlohmann::json::array()}};
  for (const SigningKey* key : keys) set["keys"].push_back(key->PublicJwk());
  return set.dump();
}

std::string Compact(const std::string& header, const std::string& payload,
                    const std::string& signature) {
  return Base64Url(header) + "." + Base64Url(payload) + "." +
         Base64Url(signature);
}

}  // namespace wampbridge::auth
