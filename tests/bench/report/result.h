// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_REPORT_RESULT_H_
#define TESTS_BENCH_REPORT_RESULT_H_

#include <map>
#include <string>
#include <vector>

#include "tests/bench/load/sample.h"

namespace wampbridge::bench {

// What became of one bar of a scenario.
struct Row {
  std::string scenario = {};
  std::string what = {};
  std::string metric = {};
  double subject = 0;    // the median
  double yardstick = 0;  // the median; 0: there is none
  double value = 0;      // what the bar is for: median of ratios, or subject
  double least = 0;      // the spread of value
  double most = 0;
  double bar = 0;  // 0: nothing is asked
  double aim = 0;
  std::string against = {};  // the yardstick's contenders

  bool passed() const { return bar == 0 || value <= bar; }
};

// What became of one scenario.
struct Result {
  std::string scenario;
  std::string error = {};  // empty: it was measured
  std::vector<Row> rows = {};
  std::map<std::string, std::vector<Sample>> samples = {};  // by contender
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_REPORT_RESULT_H_
