// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_JWT_JWT_TESTING_H_
#define AUTH_JWT_JWT_TESTING_H_

#include <cjose/jwk.h>

#include <nlohmann/json.hpp>
#include <string>

namespace wampbridge::auth {

// An issuer's private key, in tests.
class SigningKey {
 public:
  static SigningKey Rsa(const std::string& id = "");
  static SigningKey Ec(const std::string& id = "");
  static SigningKey Symmetric(const std::string& octets);

  ~SigningKey();
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  // A token in compact form; `header` has at least `alg`.
  std::string Sign(const nlohmann::json& header,
                   const std::string& payload) const;
  std::string Sign(const nlohmann::json& header,
                   const nlohmann::json& payload) const {
    return Sign(header, payload.dump());
  }
  // Its public half as a JSON Web Key.
  nlohmann::json PublicJwk() const;

 private:
  SigningKey(cjose_jwk_t* key, const std::string& id);

  cjose_jwk_t* const key_;
};

// A set of public halves.
std::string Jwks(std::initializer_list<const SigningKey*> keys);

// A compact token of these parts, each a text that is encoded as it is.
std::string Compact(const std::string& header, const std::string& payload,
                    const std::string& signature);

}  // namespace wampbridge::auth

#endif  // AUTH_JWT_JWT_TESTING_H_
