// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_PUBLISH_SCENARIOS_H_
#define TESTS_BENCH_SCENARIOS_PUBLISH_SCENARIOS_H_

#include <vector>

#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// Publications through the bridge: one by one, and many in a stream.
std::vector<Scenario> PublishScenarios();

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_PUBLISH_SCENARIOS_H_
