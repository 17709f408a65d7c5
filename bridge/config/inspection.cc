// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/inspection.h"

#include "bridge/access/issuer_keys.h"
#include "bridge/config/address.h"
#include "bridge/config/certificates.h"
#include "bridge/config/credentials.h"
#include "bridge/config/per_caller.h"
#include "bridge/config/validator.h"

namespace wampbridge::bridge {
namespace {

// Time enough to renew a certificate in working hours.
constexpr absl::Duration kExpiresSoon = absl::Hours(24 * 14);

class Inspector {
 public:
  Inspector(const LoadedConfig& loaded, absl::Time now,
            const auth::EnvironmentReader& environment)
      : config_(loaded.config),
        sources_(loaded.sources),
        now_(now),
        environment_(environment) {}

  Inspection Run() {
    if (config_.grpc().has_tls()) {
      InspectCertificate(
          {config_.grpc().tls().cert_file(), config_.grpc().tls().key_file()},
          KeyPath().Child("grpc").Child("tls"));
      InspectClientAuthorities();
    }
    InspectIssuers();
    InspectTracing();
    for (const std::string& name : SortedNames(config_.routers())) {
      InspectRouter(config_.routers().at(name),
                    KeyPath().Child("routers").Child(name));
    }
    for (const std::string& name : SortedNames(config_.identities())) {
      InspectIdentity(config_.identities().at(name),
                      KeyPath().Child("identities").Child(name));
    }
    return std::move(found_);
  }

 private:
  void InspectClientAuthorities() {
    const std::string& file = config_.grpc().tls().client_ca_file();
    if (file.empty()) return;
    const absl::Status ca = CheckAuthorities(file);
    if (!ca.ok()) {
      Error(KeyPath().Child("grpc").Child("tls").Child("client_ca_file"), ca);
    }
  }

  void InspectTracing() {
    const std::string& file = config_.telemetry().tracing().ca_file();
    if (file.empty()) return;
    const absl::Status ca = CheckAuthorities(file);
    if (ca.ok()) return;
    Error(KeyPath().Child("telemetry").Child("tracing").Child("ca_file"), ca);
  }

  void InspectIssuers() {
    const auto& issuers = config_.callers().authentication().jwt();
    for (int i = 0; i < issuers.size(); ++i) {
      const absl::Status keys = IssuerKeys::Create(issuers[i]).status();
      if (keys.ok()) continue;
      Error(KeyPath()
                .Child("callers")
                .Child("authentication")
                .Child("jwt")
                .Element(static_cast<std::size_t>(i)),
            keys);
    }
  }

  void InspectCertificate(const CertificateFiles& files, const KeyPath& path) {
    const absl::StatusOr<absl::Time> end = CheckCertificate(files, now_);
    if (!end.ok()) {
      Error(path, end.status());
    } else if (*end - now_ < kExpiresSoon) {
      Warn(path, files.cert_file + " expires on " +
                     absl::FormatTime("%Y-%m-%d", *end, absl::UTCTimeZone()));
    }
  }

  void InspectRouter(const config::v1::Router& router, const KeyPath& path) {
    if (!router.has_tls()) return;
    const KeyPath tls = path.Child("tls");
    if (!router.tls().ca_file().empty()) {
      const absl::Status ca = CheckAuthorities(router.tls().ca_file());
      if (!ca.ok()) Error(tls.Child("ca_file"), ca);
    }
    if (!router.tls().cert_file().empty()) {
      InspectCertificate({router.tls().cert_file(), router.tls().key_file()},
                         tls);
    }
  }

  void InspectIdentity(const config::v1::Identity& identity,
                       const KeyPath& path) {
    const KeyPath auth = path.Child("auth");
    // What a caller brings, or a file that is named after it, is not there yet.
    if (!HasCallersSecret(identity.auth())) {
      const absl::StatusOr<LoadedAuthenticator> loaded =
          LoadAuthenticator(identity.auth(), environment_);
      if (!loaded.ok()) return Error(auth.Child("secret"), loaded.status());
      if (!loaded->warning.empty()) Warn(auth.Child("secret"), loaded->warning);
    }
    const config::v1::AuthMethod method = identity.auth().method();
    if (method != config::v1::AUTH_METHOD_TICKET &&
        method != config::v1::AUTH_METHOD_COOKIE) {
      return;
    }
    for (const std::string& text :
         config_.routers().at(identity.router()).urls()) {
      const absl::StatusOr<RouterUrl> url = ParseRouterUrl(text);
      if (url.ok() && !url->IsTls() &&
          url->scheme != RouterUrl::Scheme::kUnix &&
          !IsLoopbackHost(url->host)) {
        Warn(auth, "the " + AuthMethodName(method) + " travels in clear to " +
                       text + "; use wss:// or tcps://");
      }
    }
  }

  void Error(const KeyPath& path, const absl::Status& status) {
    found_.errors.push_back(
        sources_.Describe(path, std::string(status.message())));
  }

  void Warn(const KeyPath& path, const std::string& message) {
    found_.warnings.push_back(sources_.Describe(path, message));
  }

  const config::v1::Config& config_;
  const SourceMap& sources_;
  const absl::Time now_;
  const auth::EnvironmentReader& environment_;
  Inspection found_;
};

}  // namespace

Inspection Inspect(const LoadedConfig& loaded, absl::Time now,
                   const auth::EnvironmentReader& environment) {
  return Inspector(loaded, now, environment).Run();
}

}  // namespace wampbridge::bridge
