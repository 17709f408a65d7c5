// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/memory_scenarios.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/bench/load/stream_client.h"
#include "tests/bench/process/usage.h"
#include "tests/bench/scenarios/bed.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {
namespace {

constexpr double kKibibyte = 1024;
constexpr int kStreamsBefore = 500;  // pools and tables have grown by then
constexpr int kStreams = 2000;
constexpr int kSessions = 500;
constexpr double kPlainBar = 32;
constexpr double kTlsBar = 80;
constexpr absl::Duration kSettle = absl::Milliseconds(300);

using Start = std::function<absl::StatusOr<Server>(Bed&)>;

double KibibytesEach(int64_t octets, int count) {
  return static_cast<double>(octets) / kKibibyte / count;
}

std::vector<std::string> IdleRequests(int count) {
  v1::SubscribeRequest request;
  request.add_topics()->set_uri(kTopic);
  return std::vector<std::string>(count, request.SerializeAsString());
}

absl::StatusOr<Sample> MeasureStreams(const Server& server) {
  StreamClient client(server.address);
  absl::Status status = client.Open(IdleRequests(kStreamsBefore));
  if (!status.ok()) return status;
  absl::SleepFor(kSettle);
  const int64_t before = AnonymousBytes(server.pid());
  status = client.Open(IdleRequests(kStreams));
  if (!status.ok()) return status;
  absl::SleepFor(kSettle);
  const int64_t grown = AnonymousBytes(server.pid()) - before;
  return Sample{{kKibibytes, KibibytesEach(grown, kStreams)}};
}

// A fresh server for each repeat.
Contender IdleStreams(Bed& bed, std::string name, Start start) {
  return {std::move(name),
          [&bed, start = std::move(start)](
              const WindowOptions&) -> absl::StatusOr<Sample> {
            const auto server = start(bed);
            if (!server.ok()) return server.status();
            return MeasureStreams(*server);
          }};
}

absl::StatusOr<Comparison> PrepareStreams(Bed& bed) {
  const auto realm = bed.StartRealm("tcp");
  if (!realm.ok()) return realm.status();
  const auto bare = [](const char* role) {
    return [role](Bed& place) { return place.StartRole(role); };
  };
  return Comparison{
      .subject = IdleStreams(
          bed, "bridge",
          [realm = *realm](Bed& place) { return place.StartBridge(realm); }),
      .yardsticks = {{IdleStreams(bed, "bare-queue", bare("bare-queue")),
                      IdleStreams(bed, "bare-callback",
                                  bare("bare-callback"))}},
      .bars = {{kKibibytes, 1.3, 1.1}}};
}

// The memory of a bridge whose sessions have all joined.
absl::StatusOr<int64_t> MemoryWith(Bed& bed, const Realm& realm,
                                   const Bed::BridgeOptions& options) {
  const auto bridge = bed.StartBridge(realm, options);
  if (!bridge.ok()) return bridge.status();
  const absl::Status joined =
      Bed::AwaitSessions(*bridge, options.sessions * options.identities);
  if (!joined.ok()) return joined;
  return AnonymousBytes(bridge->pid());
}

// How so many sessions are spread.
using Spread = Bed::BridgeOptions (*)(int sessions);

Bed::BridgeOptions InOnePool(int sessions) { return {.sessions = sessions}; }
Bed::BridgeOptions OneForEachIdentity(int sessions) {
  return {.identities = sessions};
}

absl::StatusOr<Sample> MeasureSessions(Bed& bed, const Realm& realm,
                                       Spread spread) {
  const auto one = MemoryWith(bed, realm, spread(1));
  if (!one.ok()) return one.status();
  const auto many = MemoryWith(bed, realm, spread(1 + kSessions));
  if (!many.ok()) return many.status();
  return Sample{{kKibibytes, KibibytesEach(*many - *one, kSessions)}};
}

Scenario Sessions(std::string name, std::string what, const std::string& scheme,
                  double at_most, Spread spread = InOnePool) {
  const Bar bar{kKibibytes, at_most, at_most / 2};
  return {
      std::move(name), std::move(what), Scenario::When::kFull,
      [scheme, bar, spread](Bed& bed) -> absl::StatusOr<Comparison> {
        const auto realm = bed.StartRealm(scheme);
        if (!realm.ok()) return realm.status();
        return Comparison{
            .subject = {"bridge",
                        [&bed, realm = *realm, spread](const WindowOptions&) {
                          return MeasureSessions(bed, realm, spread);
                        }},
            .yardsticks = {},
            .bars = {bar}};
      }};
}

}  // namespace

std::vector<Scenario> MemoryScenarios() {
  constexpr int kRepeats = 3;  // memory hardly varies
  std::vector<Scenario> scenarios = {
      {"memory/stream", "memory of each idle Subscribe stream",
       Scenario::When::kQuick, PrepareStreams},
      Sessions("memory/session/tcp", "memory of each pooled session", "tcp",
               kPlainBar),
      Sessions("memory/session/tcps", "memory of each pooled session with TLS",
               "tcps", kTlsBar),
      Sessions("memory/session/ws", "memory of each pooled session, WebSocket",
               "ws", kPlainBar),
      Sessions("memory/session/wss",
               "memory of each pooled session, WebSocket with TLS", "wss",
               kTlsBar),
      Sessions("memory/identity", "memory of each identity with one session",
               "tcp", kPlainBar, OneForEachIdentity),
  };
  for (Scenario& scenario : scenarios) scenario.repeats_max = kRepeats;
  return scenarios;
}

}  // namespace wampbridge::bench
