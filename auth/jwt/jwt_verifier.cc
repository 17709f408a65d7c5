// SPDX-License-Identifier: Apache-2.0
#include "auth/jwt/jwt_verifier.h"

#include <cjose/error.h>
#include <cjose/jws.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "auth/jwt/strict_json.h"

namespace wampbridge::auth {
namespace {

struct Algorithm {
  std::string_view name;
  KeyKind kind;
};

// RFC 7518 section 3.1, without `none`.
constexpr std::array<Algorithm, 12> kAlgorithms = {
    Algorithm{"RS256", KeyKind::kRsa}, {"RS384", KeyKind::kRsa},
    {"RS512", KeyKind::kRsa},          {"PS256", KeyKind::kRsa},
    {"PS384", KeyKind::kRsa},          {"PS512", KeyKind::kRsa},
    {"ES256", KeyKind::kEc},           {"ES384", KeyKind::kEc},
    {"ES512", KeyKind::kEc},           {"HS256", KeyKind::kSymmetric},
    {"HS384", KeyKind::kSymmetric},    {"HS512", KeyKind::kSymmetric}};

// Of a compact token: decoders take more, padding and line breaks among it.
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

// exp and nbf beyond are nonsense, and do not fit into a time.
constexpr double kSecondsMax = 1e11;

std::optional<KeyKind> KindFor(std::string_view algorithm) {
  for (const Algorithm& known : kAlgorithms) {
    if (known.name == algorithm) return known.kind;
  }
  return std::nullopt;
}

struct Parts {
  nlohmann::json header;
  nlohmann::json payload;
};

std::optional<nlohmann::json> DecodeObject(std::string_view base64) {
  std::string octets;
  if (!absl::WebSafeBase64Unescape(
          absl::string_view(base64.data(), base64.size()), &octets)) {
    return std::nullopt;
  }
  return ParseStrictObject(octets);
}

std::optional<Parts> Take(std::string_view token) {
  const size_t first = token.find('.');
  const size_t second = token.rfind('.');
  if (token.size() > JwtVerifier::kTokenOctetsMax ||
      token.find_first_not_of(kAlphabet) != std::string_view::npos ||
      first == std::string_view::npos || second <= first ||
      token.find('.', first + 1) != second) {
    return std::nullopt;
  }
  auto header = DecodeObject(token.substr(0, first));
  auto payload = DecodeObject(token.substr(first + 1, second - first - 1));
  if (!header || !payload) return std::nullopt;
  return Parts{*std::move(header), *std::move(payload)};
}

// A claim that is a NumericDate; nothing where it is something else.
std::optional<absl::Time> TimeAt(const nlohmann::json& object,
                                 const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  if (!std::isfinite(seconds) || std::abs(seconds) > kSecondsMax) {
    return std::nullopt;
  }
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

// `aud` is one text or a list of them (RFC 7519 section 4.1.3).
std::vector<std::string> AudienceOf(const nlohmann::json& payload) {
  std::vector<std::string> audience;
  const auto found = payload.find("aud");
  if (found == payload.end()) return audience;
  if (found->is_string()) audience.push_back(found->get<std::string>());
  if (!found->is_array()) return audience;
  for (const nlohmann::json& one : *found) {
    if (one.is_string()) audience.push_back(one.get<std::string>());
  }
  return audience;
}

void Flatten(const std::string& name, const nlohmann::json& value,
             JwtClaims& claims) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) {
      Flatten(name.empty() ? key : absl::StrCat(name, ".", key), inner, claims);
    }
  } else if (value.is_array()) {
    for (const nlohmann::json& one : value) {
      if (!one.is_structured()) Flatten(name, one, claims);
    }
  } else if (value.is_string()) {
    claims.claims[name].push_back(value.get<std::string>());
  } else if (!value.is_null()) {
    claims.claims[name].push_back(value.dump());
  }
}

bool VerifySignature(std::string_view token, const cjose_jwk_t& key) {
  cjose_err error{};
  cjose_jws_t* const jws = cjose_jws_import(token.data(), token.size(), &error);
  if (jws == nullptr) return false;
  const bool good = cjose_jws_verify(jws, &key, &error);
  cjose_jws_release(jws);
  return good;
}

// The keys that may have signed it: those of the algorithm's kind, and of the
// token's key id where it names one.
std::vector<const VerificationKey*> Candidates(const KeySet& keys,
                                               std::string_view algorithm,
                                               const std::string& id) {
  const auto kind = KindFor(algorithm);
  std::vector<const VerificationKey*> found;
  for (const VerificationKey& key : keys.keys()) {
    if (key.kind != kind) continue;
    if (!key.algorithm.empty() && key.algorithm != algorithm) continue;
    // A key without an id, from a PEM file, is the only one there is.
    if (!id.empty() && !key.id.empty() && key.id != id) continue;
    found.push_back(&key);
  }
  return found;
}

}  // namespace

std::string_view DescribeFault(JwtFault fault) {
  switch (fault) {
    case JwtFault::kMalformed:
      return "the token is malformed";
    case JwtFault::kAlgorithm:
      return "the token is signed by an algorithm that is not allowed here";
    case JwtFault::kUnknownKey:
      return "the token names a key that its issuer does not have";
    case JwtFault::kSignature:
      return "the token's signature is wrong";
    case JwtFault::kExpired:
      return "the token has expired";
    case JwtFault::kNotYetValid:
      return "the token is not valid yet";
    case JwtFault::kAudience:
      return "the token is for another audience";
    case JwtFault::kIssuer:
      return "the token's issuer is none of those trusted here";
  }
  return "the token is not good";
}

absl::StatusOr<JwtVerifier> JwtVerifier::Create(Rules rules) {
  bool symmetric = false;
  bool asymmetric = false;
  for (const std::string& name : rules.algorithms) {
    const auto kind = KindFor(name);
    if (!kind) {
      return absl::InvalidArgumentError(absl::StrCat(
          "\"", name, "\" is no algorithm; there are ",
          absl::StrJoin(kAlgorithms, ", ",
                        [](std::string* out, const Algorithm& one) {
                          out->append(one.name);
                        })));
    }
    (*kind == KeyKind::kSymmetric ? symmetric : asymmetric) = true;
  }
  if (symmetric && asymmetric) {
    return absl::InvalidArgumentError(
        "HS algorithms share a secret with the issuer and stand alone; name "
        "either those or others");
  }
  return JwtVerifier(std::move(rules));
}

absl::Status JwtVerifier::CheckKeys(const KeySet& keys) const {
  for (const std::string& algorithm : rules_.algorithms) {
    if (!Candidates(keys, algorithm, "").empty()) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("has no key for ", absl::StrJoin(rules_.algorithms, ", ")));
}

std::string JwtVerifier::ClaimedIssuer(std::string_view token) {
  const auto parts = Take(token);
  return parts ? TextAt(parts->payload, "iss") : std::string();
}

JwtVerifier::Result JwtVerifier::Verify(std::string_view token,
                                        const KeySet& keys,
                                        absl::Time now) const {
  const auto failed = [](JwtFault fault) {
    Result result;
    result.fault = fault;
    return result;
  };
  const auto parts = Take(token);
  // What `crit` names would have to be understood (RFC 7515 section 4.1.11).
  if (!parts || parts->header.contains("crit")) {
    return failed(JwtFault::kMalformed);
  }
  const std::string algorithm = TextAt(parts->header, "alg");
  if (std::ranges::find(rules_.algorithms, algorithm) ==
      rules_.algorithms.end()) {
    return failed(JwtFault::kAlgorithm);
  }
  const auto candidates =
      Candidates(keys, algorithm, TextAt(parts->header, "kid"));
  if (candidates.empty()) return failed(JwtFault::kUnknownKey);
  const bool good =
      std::ranges::any_of(candidates, [&](const VerificationKey* key) {
        return VerifySignature(token, *key->key);
      });
  if (!good) return failed(JwtFault::kSignature);
  Result result;
  JwtClaims& claims = result.claims;
  claims.issuer = TextAt(parts->payload, "iss");
  if (claims.issuer != rules_.issuer) return failed(JwtFault::kIssuer);
  const auto expiry = TimeAt(parts->payload, "exp");
  if (!expiry) return failed(JwtFault::kMalformed);
  claims.expiry = *expiry + rules_.leeway;
  if (now >= claims.expiry) return failed(JwtFault::kExpired);
  if (parts->payload.contains("nbf")) {
    const auto begin = TimeAt(parts->payload, "nbf");
    if (!begin) return failed(JwtFault::kMalformed);
    if (now < *begin - rules_.leeway) return failed(JwtFault::kNotYetValid);
  }
  claims.audience = AudienceOf(parts->payload);
  const bool for_us =
      std::ranges::any_of(claims.audience, [this](const std::string& one) {
        return std::ranges::find(rules_.audiences, one) !=
               rules_.audiences.end();
      });
  if (!for_us) return failed(JwtFault::kAudience);
  claims.subject = TextAt(parts->payload, "sub");
  Flatten("", parts->payload, claims);
  result.ok = true;
  return result;
}

}  // namespace wampbridge::auth
