// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "auth/jwt/jwt_verifier.h"
#include "bridge/config/validator.h"

namespace wampbridge::bridge {
namespace {

bool AsksForCertificates(const config::v1::GrpcTls& tls) {
  return tls.client_cert() == config::v1::CLIENT_CERTIFICATE_OPTIONAL ||
         tls.client_cert() == config::v1::CLIENT_CERTIFICATE_REQUIRED;
}

absl::Status CheckClientCertificates(const config::v1::Config& config,
                                     const SourceMap& sources) {
  const config::v1::GrpcTls& tls = config.grpc().tls();
  const KeyPath path = KeyPath().Child("grpc").Child("tls");
  const bool asks = config.grpc().has_tls() && AsksForCertificates(tls);
  if (asks && tls.client_ca_file().empty()) {
    return sources.Error(path.Child("client_cert"),
                         "needs client_ca_file, the authorities that client "
                         "certificates have to be of");
  }
  if (!asks && !tls.client_ca_file().empty()) {
    return sources.Error(path.Child("client_ca_file"),
                         "is used only with client_cert: optional or required");
  }
  if (config.callers().authentication().has_mtls() && !asks) {
    return sources.Error(
        KeyPath().Child("callers").Child("authentication").Child("mtls"),
        "needs grpc.tls with client_cert: optional or required");
  }
  return absl::OkStatus();
}

absl::Status CheckIssuer(const config::v1::JwtIssuer& issuer,
                         const KeyPath& path, const SourceMap& sources) {
  const int given = (issuer.jwks_file().empty() ? 0 : 1) +
                    (issuer.jwks_url().empty() ? 0 : 1) +
                    (issuer.key_file().empty() ? 0 : 1);
  if (given != 1) {
    return sources.Error(path, "needs one of jwks_file, jwks_url and key_file");
  }
  if (!issuer.jwks_url().empty() &&
      !issuer.jwks_url().starts_with("https://")) {
    return sources.Error(path.Child("jwks_url"),
                         "must begin with https://: whoever changes it on its "
                         "way is every caller");
  }
  if (issuer.jwks_url().empty() && !issuer.ca_file().empty()) {
    return sources.Error(path.Child("ca_file"), "is for jwks_url only");
  }
  auth::JwtVerifier::Rules rules;
  rules.algorithms = {issuer.algorithms().begin(), issuer.algorithms().end()};
  const absl::Status wrong =
      auth::JwtVerifier::Create(std::move(rules)).status();
  if (!wrong.ok()) {
    return sources.Error(path.Child("algorithms"),
                         std::string(wrong.message()));
  }
  if (issuer.algorithms(0).starts_with("HS") && issuer.key_file().empty()) {
    return sources.Error(path.Child("algorithms"),
                         "HS algorithms need key_file, the shared secret");
  }
  return absl::OkStatus();
}

absl::Status CheckRights(const config::v1::UriRights& rights,
                         const KeyPath& path, const SourceMap& sources) {
  absl::Status status =
      ValidateUriPatterns(rights.call(), path.Child("call"), sources);
  if (status.ok()) {
    status =
        ValidateUriPatterns(rights.publish(), path.Child("publish"), sources);
  }
  if (status.ok()) {
    status = ValidateUriPatterns(rights.subscribe(), path.Child("subscribe"),
                                 sources);
  }
  if (status.ok()) {
    status = ValidateUriPatterns(rights.register_(), path.Child("register"),
                                 sources);
  }
  return status;
}

// A listener that rules name has to be one that callers can be told by.
absl::Status CheckListener(const std::string& listener,
                           const config::v1::Grpc& grpc, const KeyPath& path,
                           const SourceMap& sources) {
  if (listener.empty()) return absl::OkStatus();
  const bool is_unix = listener.starts_with("unix:");
  const auto alike =
      std::ranges::count_if(grpc.listen(), [is_unix](const std::string& one) {
        return one.starts_with("unix:") == is_unix;
      });
  if (std::ranges::find(grpc.listen(), listener) == grpc.listen().end()) {
    return sources.Error(path, "is none of grpc.listen");
  }
  if (alike > 1) {
    return sources.Error(
        path, is_unix ? "cannot be told from the other Unix sockets; listen on "
                        "one"
                      : "cannot be told from the other ports; listen on one");
  }
  return absl::OkStatus();
}

absl::Status CheckRule(const config::v1::CallerRule& rule,
                       const config::v1::Config& config, const KeyPath& path,
                       const SourceMap& sources) {
  if (rule.identities_size() == 0 && !rule.admin()) {
    return sources.Error(path, "needs identities, or `admin: true`");
  }
  for (int i = 0; i < rule.identities_size(); ++i) {
    if (config.identities().contains(rule.identities(i))) continue;
    return sources.Error(
        path.Child("identities").Element(static_cast<std::size_t>(i)),
        absl::StrCat("there is no identity \"", rule.identities(i), "\""));
  }
  absl::Status status =
      CheckListener(rule.match().listener(), config.grpc(),
                    path.Child("match").Child("listener"), sources);
  if (status.ok()) {
    status = CheckRights(rule.allow(), path.Child("allow"), sources);
  }
  if (status.ok()) {
    status = CheckRights(rule.deny(), path.Child("deny"), sources);
  }
  return status;
}

}  // namespace

absl::Status ValidateCallers(const config::v1::Config& config,
                             const SourceMap& sources) {
  const config::v1::Callers& callers = config.callers();
  const KeyPath path = KeyPath().Child("callers");
  if (callers.insecure_any() && callers.rules_size() > 0) {
    return sources.Error(path.Child("insecure_any"),
                         "lets everyone do everything, so rules beside it mean "
                         "nothing; take one of them out");
  }
  const bool proofs = callers.authentication().has_mtls() ||
                      callers.authentication().jwt_size() > 0;
  if (proofs && callers.rules_size() == 0) {
    return sources.Error(path.Child("authentication"),
                         "is there without callers.rules: nobody would be "
                         "allowed anything");
  }
  absl::Status status = CheckClientCertificates(config, sources);
  const KeyPath jwt = path.Child("authentication").Child("jwt");
  for (int i = 0; status.ok() && i < callers.authentication().jwt_size(); ++i) {
    status = CheckIssuer(callers.authentication().jwt(i),
                         jwt.Element(static_cast<std::size_t>(i)), sources);
  }
  for (int i = 0; status.ok() && i < callers.rules_size(); ++i) {
    status = CheckRule(callers.rules(i), config,
                       path.Child("rules").Element(static_cast<std::size_t>(i)),
                       sources);
  }
  return status;
}

}  // namespace wampbridge::bridge
