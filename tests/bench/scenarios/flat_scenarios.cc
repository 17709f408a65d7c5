// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/flat_scenarios.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/process/usage.h"
#include "tests/bench/scenarios/bed.h"
#include "tests/bench/scenarios/call_load.h"
#include "tests/bench/scenarios/contenders.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {
namespace {

constexpr size_t kOctets = 64;
constexpr int kManyIdentities = 1000;

UnaryClient::Load LoadOf(int identities, int in_flight) {
  const v1::Payload payload = BinaryPayload(kOctets);
  UnaryClient::Load load = CallLoad(payload, in_flight);
  load.requests.clear();
  for (int i = 0; i < identities; ++i) {
    load.requests.push_back(CallOf(payload, absl::StrCat("i", i)));
  }
  return load;
}

absl::StatusOr<Contender> Bridge(Bed& bed, std::string name,
                                 const Bed::BridgeOptions& options,
                                 int in_flight) {
  const auto realm = bed.StartRealm("tcp");
  if (!realm.ok()) return realm.status();
  const auto bridge = bed.StartBridge(*realm, options);
  if (!bridge.ok()) return bridge.status();
  const absl::Status joined =
      Bed::AwaitSessions(*bridge, options.identities * options.sessions);
  if (!joined.ok()) return joined;
  return UnaryServer(std::move(name), *bridge,
                     LoadOf(options.identities, in_flight));
}

Scenario Flat(std::string name, std::string what,
              const Bed::BridgeOptions& options, int in_flight) {
  return {std::move(name), std::move(what), Scenario::When::kFull,
          [options, in_flight](Bed& bed) -> absl::StatusOr<Comparison> {
            auto many = Bridge(bed, "bridge", options, in_flight);
            if (!many.ok()) return many.status();
            auto one = Bridge(bed, "bridge, one", {}, in_flight);
            if (!one.ok()) return one.status();
            return Comparison{.subject = *std::move(many),
                              .yardsticks = {{*std::move(one)}},
                              .bars = {{kCpu, 1.2, 1.0}}};
          }};
}

// From the start of the process, its router being there.
absl::StatusOr<Sample> MeasureStart(Bed& bed, const Realm& realm) {
  const UnaryClient::Load load = LoadOf(1, 1);
  const int64_t begin = NowNanoseconds();
  const auto bridge = bed.StartBridge(realm);
  if (!bridge.ok()) return bridge.status();
  MeasuredWindow window({.operations = 1});
  const absl::Status status = UnaryClient(bridge->address).Run(load, window);
  if (!status.ok()) return status;
  constexpr double kPerMillisecond = 1e6;
  return Sample{{kMilliseconds, static_cast<double>(NowNanoseconds() - begin) /
                                    kPerMillisecond}};
}

absl::StatusOr<Comparison> PrepareStart(Bed& bed) {
  const auto realm = bed.StartRealm("tcp");
  if (!realm.ok()) return realm.status();
  return Comparison{.subject = {"bridge",
                                [&bed, realm = *realm](const WindowOptions&) {
                                  return MeasureStart(bed, realm);
                                }},
                    .yardsticks = {},
                    .bars = {{kMilliseconds, 150, 50}}};
}

}  // namespace

std::vector<Scenario> FlatScenarios() {
  return {
      Flat("flat/sessions", "Calls of 64 B over 4 sessions, against 1",
           {.sessions = 4}, 64),
      Flat("flat/threads", "Calls of 64 B with 2 gRPC threads, against 1",
           {.grpc_threads = 2}, 64),
      Flat("flat/identities/64",
           "Calls of 64 B by 1,000 identities, 64 in flight, against 1",
           {.identities = kManyIdentities}, 64),
      Flat("flat/identities/1",
           "Calls of 64 B by 1,000 identities, one at a time, against 1",
           {.identities = kManyIdentities}, 1),
      {"start", "start of the bridge to the first answered Call",
       Scenario::When::kQuick, PrepareStart},
  };
}

}  // namespace wampbridge::bench
