// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_CONTENDERS_H_
#define TESTS_BENCH_SCENARIOS_CONTENDERS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/load/unary_client.h"
#include "tests/bench/roles/direct_command.h"
#include "tests/bench/scenarios/bed.h"
#include "tests/bench/scenarios/scenario.h"

namespace wampbridge::bench {

// A gRPC server under a load of unary RPCs; its process counts.
Contender UnaryServer(std::string name, const Server& server,
                      const UnaryClient::Load& load);

// Both kinds of bare server under this load: of them the cheaper counts.
absl::StatusOr<std::vector<Contender>> BareServers(
    Bed& bed, const UnaryClient::Load& load);

// A WAMP client at the realm's router; its process counts.
absl::StatusOr<Contender> Direct(Bed& bed, const Realm& realm,
                                 const DirectCommand& command);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_CONTENDERS_H_
