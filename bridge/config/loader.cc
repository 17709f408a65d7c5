// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/loader.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "bridge/config/defaults.h"
#include "bridge/config/message_reader.h"

namespace wampbridge::bridge {
namespace {

// Far more than thousands of identities need; a device or a log would not fit.
constexpr std::streamoff kFileOctetsMax = 8 << 20;

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  struct stat facts = {};
  if (stat(path.c_str(), &facts) != 0) {
    return absl::InvalidArgumentError(path +
                                      ": cannot be opened: " + strerror(errno));
  }
  if (!S_ISREG(facts.st_mode)) {
    return absl::InvalidArgumentError(path + ": is not a regular file");
  }
  if (facts.st_size > kFileOctetsMax) {
    return absl::InvalidArgumentError(
        path + ": is larger than 8 MiB; that is no configuration");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::InvalidArgumentError(path +
                                      ": cannot be opened: " + strerror(errno));
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

config::v1::Config DefaultConfig() {
  config::v1::Config config;
  FillDefaults(config);
  return config;
}

absl::StatusOr<LoadedConfig> LoadConfigText(const std::string& text,
                                            const std::string& file,
                                            Purpose purpose) {
  LoadedConfig loaded{{}, SourceMap(file + ":1")};
  absl::Status status = ReadYaml(text, file, loaded.config, loaded.sources);
  if (status.ok()) {
    status = ValidateConfig(loaded.config, purpose, loaded.sources);
  }
  if (!status.ok()) return status;
  return loaded;
}

absl::StatusOr<LoadedConfig> LoadConfigFile(const std::string& path,
                                            Purpose purpose) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  return LoadConfigText(*text, path, purpose);
}

}  // namespace wampbridge::bridge
