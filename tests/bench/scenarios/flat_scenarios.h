// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_FLAT_SCENARIOS_H_
#define TESTS_BENCH_SCENARIOS_FLAT_SCENARIOS_H_

#include <vector>

#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// Whether a Call costs the same with more sessions, threads and identities; and
// how long the first one takes after the start.
std::vector<Scenario> FlatScenarios();

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_FLAT_SCENARIOS_H_
