// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_CREDENTIALS_H_
#define BRIDGE_CONFIG_CREDENTIALS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "auth/authenticator.h"
#include "auth/secret_source.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// An authenticator, and what the operator ought to hear once about how its
// secret is kept; empty when there is nothing.
struct LoadedAuthenticator {
  std::unique_ptr<auth::Authenticator> authenticator;
  std::string warning;
};

// The method's name in the configuration, "wampcra".
std::string AuthMethodName(config::v1::AuthMethod method);

// Reads the secret that `auth` names, now, and makes the authenticator of it.
// Errors name the environment variable or file; none has the secret in it.
absl::StatusOr<LoadedAuthenticator> LoadAuthenticator(
    const config::v1::Auth& auth,
    const auth::EnvironmentReader& environment = auth::ReadEnvironment);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_CREDENTIALS_H_
