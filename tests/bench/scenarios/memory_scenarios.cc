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

// The memory of a bridge with so many sessions, all of them joined.
absl::StatusOr<int64_t> MemoryWith(Bed& bed, const Realm& realm, int sessions) {
  const auto bridge = bed.StartBridge(realm, {.sessions = sessions});
  if (!bridge.ok()) return bridge.status();
  const absl::Status joined = Bed::AwaitSessions(*bridge, sessions);
  if (!joined.ok()) return joined;
  return AnonymousBytes(bridge->pid());
}

absl::StatusOr<Sample> MeasureSessions(Bed& bed, const Realm& realm) {
  const auto one = MemoryWith(bed, realm, 1);
  if (!one.ok()) return one.status();
  const auto many = MemoryWith(bed, realm, 1 + kSessions);
  if (!many.ok()) return many.status();
  return Sample{{kKibibytes, KibibytesEach(*many - *one, kSessions)}};
}

Scenario Sessions(std::string name, std::string what, const std::string& scheme,
                  double at_most) {
  const Bar bar{kKibibytes, at_most, at_most / 2};
  return {std::move(name), std::move(what), Scenario::When::kFull,
          [scheme, bar](Bed& bed) -> absl::StatusOr<Comparison> {
            const auto realm = bed.StartRealm(scheme);
            if (!realm.ok()) return realm.status();
            return Comparison{
                .subject = {"bridge",
                            [&bed, realm = *realm](const WindowOptions&) {
                              return MeasureSessions(bed, realm);
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
               32),
      Sessions("memory/session/tcps", "memory of each pooled session with TLS",
               "tcps", 80),
      Sessions("memory/session/ws", "memory of each pooled session, WebSocket",
               "ws", 32),
      Sessions("memory/session/wss",
               "memory of each pooled session, WebSocket with TLS", "wss", 80),
  };
  for (Scenario& scenario : scenarios) scenario.repeats_max = kRepeats;
  return scenarios;
}

}  // namespace wampbridge::bench
