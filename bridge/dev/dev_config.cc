// SPDX-License-Identifier: Apache-2.0
#include "bridge/dev/dev_config.h"

#include "bridge/config/defaults.h"
#include "bridge/config/validator.h"

namespace wampbridge::bridge {
namespace {

constexpr char kRouter[] = "main";
constexpr char kIdentity[] = "default";
constexpr char kRealm[] = "realm1";

// The realm to join: the usual one, else the first that admits anybody.
std::string OpenRealm(const router::RouterOptions& router) {
  std::string found;
  for (const auto& [name, realm] : router.realms) {
    if (realm.anonymous_role.empty()) continue;
    if (found.empty() || name == kRealm) found = name;
  }
  return found;
}

// What the command line says goes before the file. Errors name the option.
void ApplyAddresses(const DevSettings& settings, LoadedConfig& dev) {
  if (!settings.grpc.empty()) {
    dev.config.mutable_grpc()->clear_listen();
    dev.config.mutable_grpc()->add_listen(settings.grpc);
    dev.sources.Record(KeyPath().Child("grpc").Child("listen").Element(0),
                       "--grpc");
  }
  if (!settings.admin.empty()) {
    dev.config.mutable_admin()->set_listen(settings.admin);
    dev.sources.Record(KeyPath().Child("admin").Child("listen"), "--admin");
  }
  if (!settings.router.empty()) {
    dev.config.mutable_dev_router()->clear_listen();
    dev.config.mutable_dev_router()->add_listen(settings.router);
    dev.sources.Record(KeyPath().Child("dev_router").Child("listen").Element(0),
                       "--router");
  }
}

}  // namespace

absl::StatusOr<LoadedConfig> LoadDevConfig(const DevSettings& settings) {
  auto dev = settings.config_file.empty()
                 ? LoadConfigText("", "wampbridge dev", Purpose::kDev)
                 : LoadConfigFile(settings.config_file, Purpose::kDev);
  if (!dev.ok()) return dev.status();
  config::v1::Config& config = dev->config;
  if (settings.config_file.empty()) {
    config.mutable_telemetry()->mutable_log()->set_format(
        config::v1::LOG_FORMAT_TEXT);
  }
  if (!config.has_dev_router()) FillDefaults(*config.mutable_dev_router());
  ApplyAddresses(settings, *dev);
  const absl::Status valid =
      ValidateConfig(config, Purpose::kDev, dev->sources);
  if (!valid.ok()) return valid;
  return dev;
}

absl::Status PointAtRouter(const std::string& url,
                           const router::RouterOptions& router,
                           config::v1::Config* config) {
  if (!config->routers().contains(kRouter)) {
    config::v1::Router& main = (*config->mutable_routers())[kRouter];
    FillDefaults(main);
    main.add_urls(url);
  }
  if (!config->identities().empty()) return absl::OkStatus();
  const std::string realm = OpenRealm(router);
  if (realm.empty()) {
    return absl::InvalidArgumentError(
        "dev_router: no realm has an anonymous_role, which the bridge would "
        "join with; give it one, or name identities");
  }
  config::v1::Identity& identity = (*config->mutable_identities())[kIdentity];
  FillDefaults(identity);
  identity.set_router(kRouter);
  identity.set_realm(realm);
  return absl::OkStatus();
}

}  // namespace wampbridge::bridge
