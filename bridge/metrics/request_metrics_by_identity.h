// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_METRICS_REQUEST_METRICS_BY_IDENTITY_H_
#define BRIDGE_METRICS_REQUEST_METRICS_BY_IDENTITY_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "bridge/metrics/request_metrics.h"

namespace wampbridge::bridge {

// The counters of each identity of the configuration, by its name. They stay
// when an identity goes, so that nothing is counted twice or lost when it comes
// back; so there are as many as names that configurations had. Thread-safe.
class RequestMetricsByIdentity {
 public:
  // Made at the first time; good as long as this.
  RequestMetrics& Of(const std::string& identity);

  // In the order of the names. Without a lock held.
  using Visitor =
      std::function<void(const std::string& identity, const RequestMetrics&)>;
  void ForEach(const Visitor& visitor) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<RequestMetrics>> all_;  // by name
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_METRICS_REQUEST_METRICS_BY_IDENTITY_H_
