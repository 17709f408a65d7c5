// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_STREAM_SCENARIOS_H_
#define TESTS_BENCH_SCENARIOS_STREAM_SCENARIOS_H_

#include <vector>

#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// Events on their way to Subscribe streams: fan-out, many topics, readers that
// do not read.
std::vector<Scenario> StreamScenarios();

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_STREAM_SCENARIOS_H_
