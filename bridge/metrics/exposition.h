// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_METRICS_EXPOSITION_H_
#define BRIDGE_METRICS_EXPOSITION_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bridge/metrics/latency_histogram.h"

namespace wampbridge::bridge {

// One scrape: samples, gathered from whoever has them, and their text in
// Prometheus' format (version 0.0.4). Names have base units, and those of
// counters end in `_total`. Not thread-safe.
class Exposition {
 public:
  // What a metric is; the same each time that its name is used.
  struct Metric {
    std::string name;
    std::string help;
  };
  using Labels = std::vector<std::pair<std::string, std::string>>;

  Exposition();
  ~Exposition();
  Exposition(const Exposition&) = delete;
  Exposition& operator=(const Exposition&) = delete;

  void Gauge(const Metric& metric, const Labels& labels, double value);
  void Counter(const Metric& metric, const Labels& labels, double value);
  void Histogram(const Metric& metric, const Labels& labels,
                 const LatencyHistogram::Snapshot& value);

  // In the order of the names.
  std::string Text() const;

 private:
  struct Families;
  const std::unique_ptr<Families> families_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_METRICS_EXPOSITION_H_
