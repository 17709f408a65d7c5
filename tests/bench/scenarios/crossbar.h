// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_CROSSBAR_H_
#define TESTS_BENCH_SCENARIOS_CROSSBAR_H_

#include "absl/status/statusor.h"
#include "tests/bench/roles/direct_command.h"
#include "tests/bench/scenarios/bed.h"
#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// Crossbar's HTTP caller or publisher with 64 B, with so many connections. It
// lives in the router's own process: what the router uses for the same requests
// of a WAMP client, measured in the same repeat, is taken off.
absl::StatusOr<Contender> CrossbarHttp(Bed& bed, DirectCommand::Kind kind,
                                       int connections);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_CROSSBAR_H_
