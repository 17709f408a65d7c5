// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_REPORT_COMPARE_H_
#define TESTS_BENCH_REPORT_COMPARE_H_

#include "tests/bench/report/result.h"
#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

struct CompareOptions {
  int repeats = 5;
  WindowOptions window = {};
};

// Runs a comparison: all contenders in turn, so many times over, so that what
// disturbs the machine disturbs them alike. A ratio is taken within each
// round; the median of the rounds' ratios counts.
Result Compare(const Scenario& scenario, const Comparison& comparison,
               const CompareOptions& options);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_REPORT_COMPARE_H_
