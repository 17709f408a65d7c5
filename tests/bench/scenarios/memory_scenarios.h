// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_MEMORY_SCENARIOS_H_
#define TESTS_BENCH_SCENARIOS_MEMORY_SCENARIOS_H_

#include <vector>

#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// What idle streams and pooled sessions cost in memory: the growth of a fresh
// process's anonymous memory, for each of those that were added.
std::vector<Scenario> MemoryScenarios();

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_MEMORY_SCENARIOS_H_
