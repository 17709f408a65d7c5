// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/request_metrics_by_identity.h"

#include <utility>
#include <vector>

namespace wampbridge::bridge {

RequestMetrics& RequestMetricsByIdentity::Of(const std::string& identity) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::unique_ptr<RequestMetrics>& one = all_[identity];
  if (one == nullptr) one = std::make_unique<RequestMetrics>();
  return *one;
}

void RequestMetricsByIdentity::ForEach(const Visitor& visitor) const {
  std::vector<std::pair<std::string, const RequestMetrics*>> all;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& [name, one] : all_) all.emplace_back(name, one.get());
  }
  for (const auto& [name, one] : all) visitor(name, *one);
}

}  // namespace wampbridge::bridge
