// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/validator.h"

#include "absl/strings/str_cat.h"
#include "wamp/uri_pattern.h"

namespace wampbridge::bridge {
namespace {

absl::Status CheckPurpose(const config::v1::Config& config, Purpose purpose,
                          const SourceMap& sources) {
  if (purpose == Purpose::kDev) return absl::OkStatus();
  if (config.has_dev_router()) {
    return sources.Error(KeyPath().Child("dev_router"),
                         "is for `wampbridge dev` only; take it out, and name "
                         "your routers under routers");
  }
  if (config.routers().empty()) {
    return sources.Error(KeyPath().Child("routers"),
                         "is missing; name at least one router with its urls");
  }
  if (config.identities().empty()) {
    return sources.Error(KeyPath().Child("identities"),
                         "is missing; name at least one identity with its "
                         "router and realm");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateUriPattern(const std::string& pattern, const KeyPath& path,
                                const SourceMap& sources) {
  const absl::Status wrong = wamp::UriPattern::Parse(pattern).status();
  if (wrong.ok()) return absl::OkStatus();
  return sources.Error(
      path, absl::StrCat("\"", pattern, "\": ", wrong.message(),
                         "; a pattern is dotted components, * for any one, a "
                         "trailing ** for one or more"));
}

absl::Status ValidateUriPatterns(
    const google::protobuf::RepeatedPtrField<std::string>& patterns,
    const KeyPath& path, const SourceMap& sources) {
  for (int i = 0; i < patterns.size(); ++i) {
    absl::Status status = ValidateUriPattern(
        patterns[i], path.Element(static_cast<std::size_t>(i)), sources);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ValidateConfig(const config::v1::Config& config, Purpose purpose,
                            const SourceMap& sources) {
  absl::Status status = CheckPurpose(config, purpose, sources);
  for (const auto validate :
       {ValidateBridge, ValidateRouters, ValidateIdentities, ValidateCallers,
        ValidateDevRouter}) {
    if (!status.ok()) return status;
    status = validate(config, sources);
  }
  return status;
}

}  // namespace wampbridge::bridge
