// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_SCALE_SCENARIOS_H_
#define TESTS_BENCH_SCENARIOS_SCALE_SCENARIOS_H_

#include <vector>

#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// What a Call costs, in the bridge and in the router, with more threads, more
// sessions, and more bridges behind nginx. The figures are docs/scaling.md's.
std::vector<Scenario> ScaleScenarios();

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_SCALE_SCENARIOS_H_
