// SPDX-License-Identifier: Apache-2.0
#include "bridge/serve/config_reloader.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "bridge/cli/config_source.h"
#include "bridge/config/inspection.h"
#include "bridge/serve/log_setup.h"

namespace wampbridge::bridge {

ConfigReloader::ConfigReloader(std::string file, LiveConfiguration& live)
    : file_(std::move(file)), live_(live), watched_({file_}) {}

void ConfigReloader::Poll(absl::Time now) {
  if (watched_.Changed(now)) Reload(now);
  live_.RenewWhereFilesChanged(now);
}

void ConfigReloader::Reload(absl::Time now) {
  if (file_.empty()) {
    spdlog::warn(
        "there is no file to read again: the configuration is of the "
        "environment");
    return;
  }
  const auto loaded = LoadConfig(file_);
  if (!loaded.ok()) return live_.NoteRefusal(loaded.status(), now);
  const Inspection inspection = Inspect(*loaded, now);
  if (!inspection.errors.empty()) {
    return live_.NoteRefusal(
        absl::InvalidArgumentError(inspection.errors.front()), now);
  }
  for (const std::string& warning : inspection.warnings) {
    spdlog::warn("{}", warning);
  }
  if (live_.Adopt(*loaded, now).ok()) {
    SetLogLevel(loaded->config.telemetry().log().level());
    spdlog::info("{} was read again and is in force", file_);
  }
}

}  // namespace wampbridge::bridge
