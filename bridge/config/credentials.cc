// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/credentials.h"

#include <utility>

#include "proto/wampbridge/config/v1/options.pb.h"

namespace wampbridge::bridge {
namespace {

auth::SecretSource SourceOf(const config::v1::SecretRef& reference) {
  if (!reference.file().empty()) return auth::SecretFile{reference.file()};
  return auth::EnvironmentVariable{reference.env()};
}

// For messages about a secret that was read and is of no use.
std::string NameOf(const config::v1::SecretRef& reference) {
  return reference.file().empty() ? "environment variable " + reference.env()
                                  : "secret file " + reference.file();
}

}  // namespace

std::string AuthMethodName(config::v1::AuthMethod method) {
  return config::v1::AuthMethod_descriptor()
      ->FindValueByNumber(method)
      ->options()
      .GetExtension(config::v1::text);
}

absl::StatusOr<LoadedAuthenticator> LoadAuthenticator(
    const config::v1::Auth& auth, const auth::EnvironmentReader& environment) {
  LoadedAuthenticator loaded;
  auth::Credentials credentials;
  credentials.method = AuthMethodName(auth.method());
  credentials.authid = auth.authid();
  if (auth.channel_binding() == config::v1::CHANNEL_BINDING_TLS_UNIQUE) {
    credentials.channel_binding = auth::ChannelBinding::kTlsUnique;
  }
  std::string name;
  for (const bool derived : {false, true}) {
    if (!(derived ? auth.has_derived_key() : auth.has_secret())) continue;
    const config::v1::SecretRef& reference =
        derived ? auth.derived_key() : auth.secret();
    absl::StatusOr<auth::LoadedSecret> secret =
        auth::LoadSecret(SourceOf(reference), environment);
    if (!secret.ok()) return secret.status();
    name = NameOf(reference) + ": ";
    loaded.warning = secret->warning;
    (derived ? credentials.derived_key : credentials.secret) =
        std::move(secret->secret);
  }
  absl::StatusOr<std::unique_ptr<auth::Authenticator>> made =
      auth::MakeAuthenticator(std::move(credentials));
  if (!made.ok()) {
    return absl::InvalidArgumentError(name +
                                      std::string(made.status().message()));
  }
  loaded.authenticator = *std::move(made);
  return loaded;
}

}  // namespace wampbridge::bridge
