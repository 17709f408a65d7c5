// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_CALL_LOAD_H_
#define TESTS_BENCH_SCENARIOS_CALL_LOAD_H_

#include "proto/wampbridge/v1/payload.pb.h"
#include "tests/bench/load/unary_client.h"

namespace wampbridge::bench {

// Calls of kProcedure with this payload, so many at a time; each answer has to
// give the payload back.
UnaryClient::Load CallLoad(const v1::Payload& payload, int in_flight);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_CALL_LOAD_H_
