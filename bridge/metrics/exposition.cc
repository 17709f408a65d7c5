// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/exposition.h"

#include <prometheus/client_metric.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <map>

namespace wampbridge::bridge {

struct Exposition::Families {
  std::map<std::string, prometheus::MetricFamily> by_name;

  prometheus::ClientMetric& Add(const Metric& metric, const Labels& labels,
                                prometheus::MetricType type) {
    prometheus::MetricFamily& family = by_name[metric.name];
    family.name = metric.name;
    family.help = metric.help;
    family.type = type;
    prometheus::ClientMetric& sample = family.metric.emplace_back();
    for (const auto& [name, value] : labels) {
      sample.label.push_back({name, value});
    }
    return sample;
  }
};

Exposition::Exposition() : families_(std::make_unique<Families>()) {}
Exposition::~Exposition() = default;

void Exposition::Gauge(const Metric& metric, const Labels& labels,
                       double value) {
  families_->Add(metric, labels, prometheus::MetricType::Gauge).gauge.value =
      value;
}

void Exposition::Counter(const Metric& metric, const Labels& labels,
                         double value) {
  families_->Add(metric, labels, prometheus::MetricType::Counter)
      .counter.value = value;
}

void Exposition::Histogram(const Metric& metric, const Labels& labels,
                           const LatencyHistogram::Snapshot& value) {
  auto& histogram =
      families_->Add(metric, labels, prometheus::MetricType::Histogram)
          .histogram;
  uint64_t so_far = 0;
  for (size_t i = 0; i < value.counts.size(); ++i) {
    so_far += value.counts[i];
    const double bound = i < LatencyHistogram::kBounds.size()
                             ? LatencyHistogram::kBounds[i]
                             : std::numeric_limits<double>::infinity();
    histogram.bucket.push_back(
        {.cumulative_count = so_far, .upper_bound = bound});
  }
  histogram.sample_count = so_far;
  histogram.sample_sum = value.seconds;
}

std::string Exposition::Text() const {
  std::vector<prometheus::MetricFamily> families;
  families.reserve(families_->by_name.size());
  for (const auto& [name, family] : families_->by_name) {
    families.push_back(family);
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace wampbridge::bridge
