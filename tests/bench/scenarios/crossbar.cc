// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/crossbar.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/bench/load/http_client.h"
#include "tests/bench/scenarios/contenders.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {
namespace {

constexpr absl::Duration kBootTime = absl::Seconds(90);
constexpr size_t kOctets = 64;
constexpr char kTools[] = "tests/tools.sh";

constexpr char kConfiguration[] = R"({
  "version": 2,
  "controller": {},
  "workers": [{
    "type": "router",
    "realms": [{"name": "realm1", "roles": [{"name": "anonymous",
      "permissions": [{"uri": "", "match": "prefix", "allow": {
        "call": true, "register": true, "publish": true,
        "subscribe": true}}]}]}],
    "transports": [
      {"type": "rawsocket", "serializers": ["msgpack"],
       "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": $WAMP}},
      {"type": "web",
       "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": $HTTP},
       "paths": {
         "/": {"type": "json", "value": {}},
         "call": {"type": "caller", "realm": "realm1", "role": "anonymous"},
         "publish": {"type": "publisher", "realm": "realm1",
                     "role": "anonymous"}}}]
  }]
})";

struct Crossbar {
  Realm realm;
  int http_port = 0;
  pid_t worker = 0;  // router and HTTP services
};

// Free when it was asked for.
int FreePort() {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  (void)bind(probe, reinterpret_cast<sockaddr*>(&address), size);
  (void)getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  close(probe);
  return ntohs(address.sin_port);
}

absl::StatusOr<std::string> Program() {
  std::FILE* const pipe = popen(kTools, "r");
  std::array<char, 4096> line{};
  if (pipe == nullptr ||
      std::fgets(line.data(), line.size(), pipe) == nullptr ||
      pclose(pipe) != 0) {
    return absl::NotFoundError(absl::StrCat(kTools, " failed"));
  }
  std::string folder = line.data();
  folder.erase(folder.find_last_not_of('\n') + 1);
  return folder + "/crossbar/bin/crossbar";
}

// The only child of the node's controller.
pid_t WorkerOf(pid_t controller) {
  std::ifstream file(
      absl::StrCat("/proc/", controller, "/task/", controller, "/children"));
  pid_t worker = 0;
  file >> worker;
  return worker;
}

absl::StatusOr<Crossbar> Start(Bed& bed) {
  const auto program = Program();
  if (!program.ok()) return program.status();
  const int wamp = FreePort();
  Crossbar crossbar;
  crossbar.http_port = FreePort();
  const std::string folder = bed.WriteFile("") + ".crossbar";
  std::filesystem::create_directory(folder);
  std::ofstream(folder + "/config.json") << absl::StrReplaceAll(
      kConfiguration, {{"$WAMP", absl::StrCat(wamp)},
                       {"$HTTP", absl::StrCat(crossbar.http_port)}});
  auto child = Child::Start({.argv = {*program, "start", "--cbdir", folder,
                                      "--color", "false", "--loglevel", "info"},
                             .log_file = folder + "/log",
                             .environment = {"PYTHONUNBUFFERED=1"}});
  if (!child.ok()) return child.status();
  const auto booted = (*child)->ReadUntil("NODE_BOOT_COMPLETE", kBootTime);
  if (!booted.ok()) return booted.status();
  crossbar.worker = WorkerOf((*child)->pid());
  crossbar.realm.router.process = *std::move(child);
  crossbar.realm.serializer = "msgpack";
  crossbar.realm.url = absl::StrCat("tcp://127.0.0.1:", wamp);
  auto callee = bed.StartRole("callee", Bed::ClientOptions(crossbar.realm));
  if (!callee.ok()) return callee.status();
  crossbar.realm.callee = callee->process;
  return crossbar;
}

HttpClient::Load LoadOf(DirectCommand::Kind kind) {
  const std::string text(kOctets, 'x');
  HttpClient::Load load;
  if (kind == DirectCommand::Kind::kPublish) {
    load.path = "/publish";
    load.body =
        absl::StrCat(R"({"topic":")", kTopic, R"(","args":[")", text, "\"]}");
    load.check = [](const std::string& body) {
      return body.rfind("{\"id\":", 0) == 0 ? "" : "no publication: " + body;
    };
    return load;
  }
  load.path = "/call";
  load.body = absl::StrCat(R"({"procedure":")", kProcedure, R"(","args":[")",
                           text, "\"]}");
  load.check = [text](const std::string& body) {
    return body.find(text) != std::string::npos ? "" : "no echo: " + body;
  };
  return load;
}

}  // namespace

absl::StatusOr<Contender> CrossbarHttp(Bed& bed, DirectCommand::Kind kind,
                                       int connections) {
  auto crossbar = Start(bed);
  if (!crossbar.ok()) return crossbar.status();
  DirectCommand command;
  command.kind = kind;
  command.payload_file =
      bed.WriteFile(BinaryPayload(kOctets).SerializeAsString());
  command.in_flight = connections;
  command.pid = crossbar->worker;
  auto direct = Direct(bed, crossbar->realm, command);
  if (!direct.ok()) return direct.status();
  auto client = std::make_shared<HttpClient>(crossbar->http_port, connections);
  return Contender{
      "crossbar http",
      [crossbar = *crossbar, direct = *direct, client,
       load = LoadOf(kind)](WindowOptions options) -> absl::StatusOr<Sample> {
        const auto router_alone = direct.measure(options);
        if (!router_alone.ok()) return router_alone.status();
        options.pids = {crossbar.worker};
        MeasuredWindow window(options);
        const absl::Status status = client->Run(load, window);
        if (!status.ok()) return status;
        Sample sample = window.Take();
        sample["router_us"] = router_alone->at(kCpu);
        sample[kCpu] -= router_alone->at(kCpu);
        return sample;
      }};
}

}  // namespace wampbridge::bench
