// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/scale_scenarios.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/scenarios/bed.h"
#include "tests/bench/scenarios/call_load.h"
#include "tests/bench/scenarios/contenders.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {
namespace {

constexpr size_t kOctets = 64;
constexpr int kInFlight = 64;
constexpr absl::Duration kStartTime = absl::Seconds(10);

UnaryClient::Load SmallCalls() {
  return CallLoad(BinaryPayload(kOctets), kInFlight);
}

std::vector<Bar> Told() {
  return {{.metric = kCpu}, {.metric = "router_us"}, {.metric = kRate}};
}

Scenario Scale(const std::string& name, std::string what,
               const Bed::BridgeOptions& options) {
  return {absl::StrCat("scale/", name), std::move(what), Scenario::When::kSweep,
          [options](Bed& bed) -> absl::StatusOr<Comparison> {
            const auto realm = bed.StartRealm("tcp");
            if (!realm.ok()) return realm.status();
            const auto bridge = bed.StartBridge(*realm, options);
            if (!bridge.ok()) return bridge.status();
            const absl::Status joined =
                Bed::AwaitSessions(*bridge, options.sessions);
            if (!joined.ok()) return joined;
            return Comparison{
                .subject = UnaryServer("bridge", *bridge, SmallCalls()),
                .yardsticks = {},
                .bars = Told()};
          }};
}

std::string NginxConfiguration(const std::string& folder,
                               const std::string& socket,
                               const std::vector<Server>& bridges) {
  std::string upstream;
  for (const Server& bridge : bridges) {
    absl::StrAppend(&upstream, "    server ", bridge.address, ";\n");
  }
  return absl::StrCat(
      "daemon off;\nmaster_process off;\npid ", folder,
      "/nginx.pid;\nerror_log stderr warn;\n"
      "events { worker_connections 4096; }\nhttp {\n  access_log off;\n"
      "  client_body_temp_path ",
      folder, ";\n  proxy_temp_path ", folder, ";\n  fastcgi_temp_path ",
      folder, ";\n  uwsgi_temp_path ", folder, ";\n  scgi_temp_path ", folder,
      ";\n  upstream bridges {\n", upstream,
      "    keepalive 256;\n    keepalive_requests 100000000;\n  }\n"
      "  server {\n    listen unix:",
      socket,
      " http2;\n    keepalive_requests 100000000;\n"
      "    location / { grpc_pass grpc://bridges; }\n  }\n}\n");
}

// nginx in one process, with the bridges behind it; theirs is what counts.
absl::StatusOr<Server> StartBalancer(Bed& bed, const Realm& realm,
                                     const std::vector<Server>& bridges) {
  const std::string base = bed.WriteFile("");
  const std::string socket = base + ".sock";
  const std::string file =
      bed.WriteFile(NginxConfiguration(bed.folder(), socket, bridges));
  auto nginx = Child::Start({.argv = {"nginx", "-c", file, "-e", "stderr"},
                             .log_file = base + ".log"});
  if (!nginx.ok()) return nginx.status();
  if (!bed.AwaitFile(socket, kStartTime)) {
    return absl::UnavailableError(
        "nginx does not start: is the package nginx-light there?");
  }
  Server balancer{.process = *std::move(nginx),
                  .address = "unix:" + socket,
                  .needs = std::make_shared<std::vector<Server>>(bridges),
                  .counted = {},
                  .beside = {{"router", realm.router.pid()}}};
  balancer.beside["balancer"] = balancer.pid();
  for (const Server& bridge : bridges) {
    balancer.counted.push_back(bridge.pid());
  }
  return balancer;
}

Scenario Replicas(int count) {
  Scenario scenario;
  scenario.name = absl::StrCat("scale/replicas/", count);
  scenario.what = absl::StrCat("Calls over ", count, " bridges behind nginx");
  scenario.when = Scenario::When::kSweep;
  scenario.prepare = [count](Bed& bed) -> absl::StatusOr<Comparison> {
    const auto realm = bed.StartRealm("tcp");
    if (!realm.ok()) return realm.status();
    std::vector<Server> bridges;
    for (int i = 0; i < count; ++i) {
      auto bridge = bed.StartBridge(*realm);
      if (!bridge.ok()) return bridge.status();
      bridges.push_back(*std::move(bridge));
    }
    const auto balancer = StartBalancer(bed, *realm, bridges);
    if (!balancer.ok()) return balancer.status();
    std::vector<Bar> bars = Told();
    bars.push_back({.metric = "balancer_us"});
    return Comparison{
        .subject = UnaryServer("bridges", *balancer, SmallCalls()),
        .yardsticks = {},
        .bars = std::move(bars)};
  };
  return scenario;
}

}  // namespace

std::vector<Scenario> ScaleScenarios() {
  std::vector<Scenario> scenarios;
  for (const int threads : {1, 2}) {
    scenarios.push_back(
        Scale(absl::StrCat("grpc-threads/", threads),
              absl::StrCat("Calls with ", threads, " gRPC threads"),
              {.grpc_threads = threads}));
  }
  for (const int threads : {1, 2}) {
    scenarios.push_back(Scale(
        absl::StrCat("io-threads/", threads),
        absl::StrCat("Calls over 4 sessions with ", threads, " I/O threads"),
        {.io_threads = threads, .sessions = 4}));
  }
  for (const int sessions : {1, 2, 4, 8}) {
    scenarios.push_back(
        Scale(absl::StrCat("sessions/", sessions),
              absl::StrCat("Calls over ", sessions, " sessions"),
              {.sessions = sessions}));
  }
  for (const int replicas : {1, 2, 3}) {
    scenarios.push_back(Replicas(replicas));
  }
  return scenarios;
}

}  // namespace wampbridge::bench
