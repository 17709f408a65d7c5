// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_VALIDATOR_H_
#define BRIDGE_CONFIG_VALIDATOR_H_

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "bridge/config/source_map.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// Which command a configuration is for.
enum class Purpose {
  kServe,  // Routers and identities must be there, dev_router must not.
  kDev,    // The embedded router stands in for what is not there.
};

// The names in a map, sorted, so that errors do not depend on luck.
template <typename Map>
std::vector<std::string> SortedNames(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, value] : map) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

// Whether what the keys say makes sense together. Each gives the first fault
// that it finds, at its place in `sources`, and touches neither network nor
// files: whether those work is for `wampbridge check`.
absl::Status ValidateBridge(const config::v1::Config& config,
                            const SourceMap& sources);
absl::Status ValidateRouters(const config::v1::Config& config,
                             const SourceMap& sources);
absl::Status ValidateIdentities(const config::v1::Config& config,
                                const SourceMap& sources);
absl::Status ValidateCallers(const config::v1::Config& config,
                             const SourceMap& sources);
absl::Status ValidateDevRouter(const config::v1::Config& config,
                               const SourceMap& sources);

// A URI pattern (wamp::UriPattern), whose key is `path`.
absl::Status ValidateUriPattern(const std::string& pattern, const KeyPath& path,
                                const SourceMap& sources);
// A list of URI patterns (wamp::UriPattern), whose key is `path`.
absl::Status ValidateUriPatterns(
    const google::protobuf::RepeatedPtrField<std::string>& patterns,
    const KeyPath& path, const SourceMap& sources);

// All of them, and what the purpose asks for.
absl::Status ValidateConfig(const config::v1::Config& config, Purpose purpose,
                            const SourceMap& sources);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_VALIDATOR_H_
