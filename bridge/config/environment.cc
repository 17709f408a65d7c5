// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <utility>

#include "bridge/config/defaults.h"
#include "bridge/config/field_value.h"
#include "bridge/config/loader.h"

namespace wampbridge::bridge {
namespace {

constexpr char kName[] = "default";  // Of the router and the identity.

class EnvironmentLoader {
 public:
  explicit EnvironmentLoader(const auth::EnvironmentReader& environment)
      : environment_(environment) {}

  absl::StatusOr<LoadedConfig> Load() {
    loaded_.config = DefaultConfig();
    LoadListeners();
    absl::Status status = LoadRouter();
    if (status.ok()) status = LoadIdentity();
    if (status.ok()) status = LoadAuth();
    if (status.ok()) status = LoadCallers();
    if (status.ok()) {
      status = ValidateConfig(loaded_.config, Purpose::kServe, loaded_.sources);
    }
    if (!status.ok()) return status;
    return std::move(loaded_);
  }

 private:
  // The variable's value, if it is set and not empty; a chart may set all of
  // them. Its name is recorded as the place of the key.
  std::optional<std::string> Read(const std::string& variable,
                                  const KeyPath& path) {
    std::optional<std::string> value = environment_(variable);
    if (!value.has_value() || value->empty()) return std::nullopt;
    loaded_.sources.Record(path, variable);
    return value;
  }

  absl::Status Missing(const std::string& variable, const std::string& what) {
    return absl::InvalidArgumentError("environment variable " + variable +
                                      " is not set; " + what);
  }

  void LoadListeners() {
    const KeyPath grpc = KeyPath().Child("grpc").Child("listen").Element(0);
    if (auto listen = Read("WAMPBRIDGE_LISTEN", grpc)) {
      loaded_.config.mutable_grpc()->set_listen(0, *listen);
    }
    const KeyPath admin = KeyPath().Child("admin").Child("listen");
    if (auto listen = Read("WAMPBRIDGE_ADMIN_LISTEN", admin)) {
      loaded_.config.mutable_admin()->set_listen(*listen);
    }
  }

  absl::Status LoadRouter() {
    const KeyPath path = KeyPath().Child("routers").Child(kName);
    const auto url =
        Read("WAMPBRIDGE_ROUTER_URL", path.Child("urls").Element(0));
    if (!url.has_value()) {
      return Missing("WAMPBRIDGE_ROUTER_URL",
                     "set it to your router's URL (ws://HOST:PORT/PATH), or "
                     "give --config FILE");
    }
    config::v1::Router router;
    FillDefaults(router);
    router.add_urls(*url);
    (*loaded_.config.mutable_routers())[kName] = std::move(router);
    return absl::OkStatus();
  }

  absl::Status LoadIdentity() {
    const auto realm = Read("WAMPBRIDGE_REALM", identity_path_.Child("realm"));
    if (!realm.has_value()) {
      return Missing("WAMPBRIDGE_REALM", "set it to the realm to join");
    }
    config::v1::Identity& identity = Identity();
    FillDefaults(identity);
    identity.set_router(kName);
    identity.set_realm(*realm);
    return absl::OkStatus();
  }

  absl::Status LoadAuth() {
    config::v1::Auth& auth = *Identity().mutable_auth();
    const KeyPath path = identity_path_.Child("auth");
    if (auto authid = Read("WAMPBRIDGE_AUTHID", path.Child("authid"))) {
      auth.set_authid(*authid);
    }
    if (auto method = Read("WAMPBRIDGE_AUTH_METHOD", path.Child("method"))) {
      const auto& field = *auth.GetDescriptor()->FindFieldByName("method");
      const auto value = ParseFieldValue({*method, true}, field);
      if (!value.ok()) {
        return loaded_.sources.Error(path.Child("method"),
                                     std::string(value.status().message()));
      }
      StoreFieldValue(*value, field, auth);
    }
    const bool has_secret =
        Read("WAMPBRIDGE_SECRET", path.Child("secret")).has_value();
    const bool wants_secret =
        auth.method() == config::v1::AUTH_METHOD_TICKET ||
        auth.method() == config::v1::AUTH_METHOD_WAMPCRA ||
        auth.method() == config::v1::AUTH_METHOD_SCRAM ||
        auth.method() == config::v1::AUTH_METHOD_COOKIE ||
        auth.method() == config::v1::AUTH_METHOD_CRYPTOSIGN;
    if (wants_secret && !has_secret) {
      return Missing("WAMPBRIDGE_SECRET",
                     "put the secret for WAMPBRIDGE_AUTH_METHOD into it");
    }
    if (has_secret && !wants_secret) {
      return absl::InvalidArgumentError(
          "environment variable WAMPBRIDGE_SECRET is set, but the method has "
          "no secret; set WAMPBRIDGE_AUTH_METHOD to ticket, wampcra, "
          "scram, cryptosign or cookie");
    }
    if (wants_secret) auth.mutable_secret()->set_env("WAMPBRIDGE_SECRET");
    return absl::OkStatus();
  }

  absl::Status LoadCallers() {
    const KeyPath path = KeyPath().Child("callers");
    const auto callers = Read("WAMPBRIDGE_CALLERS", path);
    if (!callers.has_value()) return absl::OkStatus();
    if (*callers != "any") {
      return loaded_.sources.Error(path, "must be any, or not be set");
    }
    loaded_.config.mutable_callers()->set_insecure_any(true);
    return absl::OkStatus();
  }

  config::v1::Identity& Identity() {
    return (*loaded_.config.mutable_identities())[kName];
  }

  const auth::EnvironmentReader& environment_;
  const KeyPath identity_path_ = KeyPath().Child("identities").Child(kName);
  LoadedConfig loaded_{{}, SourceMap("environment")};
};

}  // namespace

absl::StatusOr<LoadedConfig> LoadConfigFromEnvironment(
    const auth::EnvironmentReader& environment) {
  return EnvironmentLoader(environment).Load();
}

}  // namespace wampbridge::bridge
