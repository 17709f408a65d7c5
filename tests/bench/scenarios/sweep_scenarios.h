// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_SWEEP_SCENARIOS_H_
#define TESTS_BENCH_SCENARIOS_SWEEP_SCENARIOS_H_

#include <vector>

#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// How the cost of a Call goes with its size, with how many are in flight, with
// the transport, the serializer and the payload's form. Nothing is asked of
// them; they are plotted.
std::vector<Scenario> SweepScenarios();

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_SWEEP_SCENARIOS_H_
