// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/uri_labels.h"

namespace wampbridge::bridge {

UriLabels::UriLabels(Mapping mapping) {
  for (auto& one : mapping) {
    auto& metrics = all_[one.second];
    if (metrics == nullptr) metrics = std::make_unique<RequestMetrics>();
    patterns_.emplace_back(std::move(one.first), metrics.get());
  }
}

RequestMetrics* UriLabels::Of(std::string_view uri) const {
  for (const auto& [pattern, metrics] : patterns_) {
    if (pattern.Contains(uri, wamp::MatchPolicy::kExact)) return metrics;
  }
  return nullptr;
}

void UriLabels::ForEach(const Visitor& visitor) const {
  for (const auto& [label, metrics] : all_) visitor(label, *metrics);
}

}  // namespace wampbridge::bridge
