// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/call_comparison.h"

#include <utility>

#include "tests/bench/scenarios/contenders.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {
namespace {

UnaryClient::Load LoadOf(const CallShape& shape) {
  UnaryClient::Load load;
  load.method = kCallMethod;
  load.requests = {CallOf(shape.payload)};
  load.in_flight = shape.in_flight;
  load.check = [payload = shape.payload](const std::string& response) {
    return CheckEcho(payload, response);
  };
  return load;
}

}  // namespace

absl::StatusOr<Comparison> CompareCalls(Bed& bed, const CallShape& shape,
                                        std::vector<Bar> bars) {
  const auto realm = bed.StartRealm(shape.scheme, shape.serializer);
  if (!realm.ok()) return realm.status();
  const auto bridge = bed.StartBridge(*realm);
  if (!bridge.ok()) return bridge.status();
  const UnaryClient::Load load = LoadOf(shape);
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
