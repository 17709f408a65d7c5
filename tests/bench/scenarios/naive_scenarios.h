// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_NAIVE_SCENARIOS_H_
#define TESTS_BENCH_SCENARIOS_NAIVE_SCENARIOS_H_

#include <vector>

#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// The bridge against what one would use instead of it: bridges written in an
// afternoon (tests/bench/naive), and Crossbar's HTTP caller and publisher.
std::vector<Scenario> NaiveScenarios();

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_NAIVE_SCENARIOS_H_
