// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_METRICS_URI_LABELS_H_
#define BRIDGE_METRICS_URI_LABELS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/metrics/request_metrics.h"
#include "wamp/uri_pattern.h"

namespace wampbridge::bridge {

// What came of calls and publications by their URI, as far as the configuration
// gives URIs labels: so there are as many as it names. Thread-safe, without a
// lock.
class UriLabels {
 public:
  // Patterns and their labels. Several may have one label; of those that match
  // a URI the first counts.
  using Mapping = std::vector<std::pair<wamp::UriPattern, std::string>>;

  explicit UriLabels(Mapping mapping);

  // Null: it has no label. Good as long as this.
  RequestMetrics* Of(std::string_view uri) const;

  // In the order of the labels.
  using Visitor =
      std::function<void(const std::string& label, const RequestMetrics&)>;
  void ForEach(const Visitor& visitor) const;

 private:
  std::map<std::string, std::unique_ptr<RequestMetrics>> all_;  // by label
  std::vector<std::pair<wamp::UriPattern, RequestMetrics*>> patterns_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_METRICS_URI_LABELS_H_
