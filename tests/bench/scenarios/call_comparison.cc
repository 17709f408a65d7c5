// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/call_comparison.h"

#include <utility>

#include "tests/bench/scenarios/call_load.h"
#include "tests/bench/scenarios/contenders.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {

absl::StatusOr<Comparison> CompareCalls(Bed& bed, const CallShape& shape,
                                        std::vector<Bar> bars) {
  const auto realm = bed.StartRealm(shape.scheme, shape.serializer);
  if (!realm.ok()) return realm.status();
  const auto bridge = bed.StartBridge(*realm);
  if (!bridge.ok()) return bridge.status();
  const UnaryClient::Load load = CallLoad(shape.payload, shape.in_flight);
  auto bare = BareServers(bed, load);
  if (!bare.ok()) return bare.status();
  DirectCommand command;
  command.payload_file = bed.WriteFile(shape.payload.SerializeAsString());
  command.in_flight = shape.in_flight;
  auto direct = Direct(bed, *realm, command);
  if (!direct.ok()) return direct.status();
  return Comparison{.subject = UnaryServer("bridge", *bridge, load),
                    .yardsticks = {*std::move(bare), {*std::move(direct)}},
                    .bars = std::move(bars)};
}

}  // namespace wampbridge::bench
