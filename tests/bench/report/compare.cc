// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/report/compare.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace wampbridge::bench {
namespace {

using Samples = std::map<std::string, std::vector<Sample>>;

std::vector<double> Values(const std::vector<Sample>& samples,
                           const std::string& metric) {
  std::vector<double> values;
  for (const Sample& sample : samples) {
    const auto found = sample.find(metric);
    values.push_back(found == sample.end() ? 0 : found->second);
  }
  return values;
}

const Contender& Cheapest(const std::vector<Contender>& group,
                          const Samples& samples, const std::string& metric) {
  const auto cost = [&](const Contender& contender) {
    return Median(Values(samples.at(contender.name), metric));
  };
  return *std::min_element(
      group.begin(), group.end(),
      [&](const auto& a, const auto& b) { return cost(a) < cost(b); });
}

Row Judge(const Comparison& comparison, const Samples& samples,
          const Bar& bar) {
  Row row{.metric = bar.metric, .bar = bar.at_most, .aim = bar.aim};
  std::vector<double> values =
      Values(samples.at(comparison.subject.name), bar.metric);
  row.subject = Median(values);
  std::vector<double> sums(values.size(), 0);
  for (const std::vector<Contender>& group : comparison.yardsticks) {
    const Contender& chosen = Cheapest(group, samples, bar.metric);
    absl::StrAppend(&row.against, row.against.empty() ? "" : " + ",
                    chosen.name);
    const std::vector<double> more =
        Values(samples.at(chosen.name), bar.metric);
    for (size_t i = 0; i < sums.size(); ++i) sums[i] += more[i];
  }
  if (!comparison.yardsticks.empty()) {
    row.yardstick = Median(sums);
    for (size_t i = 0; i < sums.size(); ++i) values[i] /= sums[i];
  }
  row.value = Median(values);
  row.least = *std::min_element(values.begin(), values.end());
  row.most = *std::max_element(values.begin(), values.end());
  return row;
}

absl::Status RunRound(const Comparison& comparison, const WindowOptions& window,
                      Samples& samples) {
  std::vector<const Contender*> contenders = {&comparison.subject};
  for (const std::vector<Contender>& group : comparison.yardsticks) {
    for (const Contender& contender : group) contenders.push_back(&contender);
  }
  for (const Contender* contender : contenders) {
    auto sample = contender->measure(window);
    if (!sample.ok()) {
      return absl::Status(
          sample.status().code(),
          absl::StrCat(contender->name, ": ", sample.status().message()));
    }
    samples[contender->name].push_back(*std::move(sample));
  }
  return absl::OkStatus();
}

}  // namespace

Result Compare(const Scenario& scenario, const Comparison& comparison,
               const CompareOptions& options) {
  Result result{.scenario = scenario.name};
  for (int round = 0; round < options.repeats; ++round) {
    const absl::Status status =
        RunRound(comparison, options.window, result.samples);
    if (!status.ok()) {
      result.error = status.ToString();
      return result;
    }
  }
  for (const Bar& bar : comparison.bars) {
    Row row = Judge(comparison, result.samples, bar);
    row.scenario = scenario.name;
    row.what = scenario.what;
    result.rows.push_back(std::move(row));
  }
  return result;
}

}  // namespace wampbridge::bench
