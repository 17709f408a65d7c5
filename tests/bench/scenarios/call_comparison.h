// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_CALL_COMPARISON_H_
#define TESTS_BENCH_SCENARIOS_CALL_COMPARISON_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/wampbridge/v1/payload.pb.h"
#include "tests/bench/scenarios/bed.h"
#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// Calls of one kind.
struct CallShape {
  std::string scheme = "tcp";  // towards the router
  std::string serializer = "msgpack";
  v1::Payload payload;
  int in_flight = 1;
};

// Such calls through the bridge, against a bare gRPC server and a WAMP caller
// that do half of it each.
absl::StatusOr<Comparison> CompareCalls(Bed& bed, const CallShape& shape,
                                        std::vector<Bar> bars);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_CALL_COMPARISON_H_
