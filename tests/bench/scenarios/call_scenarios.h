// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_CALL_SCENARIOS_H_
#define TESTS_BENCH_SCENARIOS_CALL_SCENARIOS_H_

#include <vector>

#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// Calls through the bridge, against a bare gRPC server and a WAMP caller that
// do half of it each.
std::vector<Scenario> CallScenarios();

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_CALL_SCENARIOS_H_
