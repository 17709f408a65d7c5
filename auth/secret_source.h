// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_SECRET_SOURCE_H_
#define AUTH_SECRET_SOURCE_H_

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// Where a secret is kept: `{env: NAME}` or `{file: PATH}` in a configuration.
struct EnvironmentVariable {
  std::string name;
};
struct SecretFile {
  std::string path;
};
using SecretSource = std::variant<EnvironmentVariable, SecretFile>;

// Reads an environment variable; nothing when it is not set.
using EnvironmentReader =
    std::function<std::optional<std::string>(const std::string& name)>;

// The process's own environment.
std::optional<std::string> ReadEnvironment(const std::string& name);

struct LoadedSecret {
  Secret secret;
  // What the operator ought to hear once; empty when there is nothing.
  std::string warning;
};

// Reads the secret, without its final line break. Errors name the variable or
// the file, and what would be right; never anything of the content. A file
// that others than owner and group can read is refused, but for those that an
// orchestrator has mounted (Kubernetes' secrets beside their `..data` link,
// and /run/secrets), whose mode is not the operator's choice alone: there it
// is a warning.
absl::StatusOr<LoadedSecret> LoadSecret(
    const SecretSource& source,
    const EnvironmentReader& environment = ReadEnvironment);

}  // namespace wampbridge::auth

#endif  // AUTH_SECRET_SOURCE_H_
