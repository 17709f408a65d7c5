// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_STREAM_CONTENDERS_H_
#define TESTS_BENCH_SCENARIOS_STREAM_CONTENDERS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/scenarios/bed.h"
#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// What Subscribe streams get, and how.
struct FanOut {
  int streams = 1000;    // all of the same topics
  int slow_streams = 0;  // more of them, on a connection that nobody reads
  int topics = 1;        // spread over the streams where more than one
  int events_in_flight = 1;
  size_t octets = 64;
};

// The bridge, with events from a publisher at its router.
absl::StatusOr<Contender> BridgeStreams(Bed& bed, std::string name,
                                        const FanOut& shape);

// Both kinds of bare server, which write one shared serialised buffer to all
// streams.
absl::StatusOr<std::vector<Contender>> BareStreams(Bed& bed,
                                                   const FanOut& shape);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_STREAM_CONTENDERS_H_
