// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_SCENARIO_H_
#define TESTS_BENCH_SCENARIOS_SCENARIO_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/load/measured_window.h"
#include "tests/bench/load/sample.h"

namespace wampbridge::bench {

class Bed;

// One thing that is measured, with its processes, which live as long as the
// function does.
struct Contender {
  std::string name;
  // One repeat; the window's processes are for the contender to fill in.
  std::function<absl::StatusOr<Sample>(const WindowOptions&)> measure;
};

// What is asked of a metric: with yardsticks of the ratio, otherwise of the
// value itself. 0: nothing is asked, it is only told.
struct Bar {
  std::string metric;
  double at_most = 0;
  double aim = 0;
};

// A comparison that is ready to be run. The yardstick is the sum over its
// groups, and of each group the cheapest counts.
struct Comparison {
  Contender subject;
  std::vector<std::vector<Contender>> yardsticks;
  std::vector<Bar> bars;
};

// A comparison by name.
struct Scenario {
  std::string name;
  std::string what;  // in a few words, for people
  // A sweep is told, and measured in fewer and shorter repeats.
  enum class When { kQuick, kFull, kSweep } when = When::kFull;
  std::function<absl::StatusOr<Comparison>(Bed&)> prepare;
  int repeats_max = 0;  // where more tell no more; 0: as many as asked for
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_SCENARIO_H_
