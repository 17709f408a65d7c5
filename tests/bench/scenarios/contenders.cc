// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/contenders.h"

#include <memory>
#include <utility>

namespace wampbridge::bench {
namespace {

constexpr absl::Duration kAnswerTime = absl::Seconds(60);

}  // namespace

Contender UnaryServer(std::string name, const Server& server,
                      const UnaryClient::Load& load) {
  auto client = std::make_shared<UnaryClient>(server.address);
  return {
      std::move(name),
      [server, load, client](WindowOptions options) -> absl::StatusOr<Sample> {
        options.pids = server.pids();
        options.beside = server.beside;
        MeasuredWindow window(options);
        const absl::Status status = client->Run(load, window);
        if (!status.ok()) return status;
        return window.Take();
      }};
}

absl::StatusOr<std::vector<Contender>> BareServers(
    Bed& bed, const UnaryClient::Load& load) {
  std::vector<Contender> servers;
  for (const std::string name : {"bare-queue", "bare-callback"}) {
    const auto server = bed.StartRole(name);
    if (!server.ok()) return server.status();
    servers.push_back(UnaryServer(name, *server, load));
  }
  return servers;
}

absl::StatusOr<Contender> Direct(Bed& bed, const Realm& realm,
                                 const DirectCommand& command) {
  auto server = bed.StartRole("direct", Bed::ClientOptions(realm));
  if (!server.ok()) return server.status();
  return Contender{"direct",
                   [client = *std::move(server), command](
                       const WindowOptions& options) -> absl::StatusOr<Sample> {
                     DirectCommand told = command;
                     told.window = options;
                     absl::Status status =
                         client.process->WriteLine(told.ToLine());
                     if (!status.ok()) return status;
                     const auto line = client.process->ReadLine(kAnswerTime);
                     if (!line.ok()) return line.status();
                     if (line->rfind("error", 0) == 0)
                       return absl::UnknownError(*line);
                     return FromLine(*line);
                   }};
}

}  // namespace wampbridge::bench
