// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/publish_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "bridge/cli/client_options.h"
#include "bridge/cli/rpc_call.h"

namespace wampbridge::bridge {
namespace {

struct PublishCommandOptions {
  ClientOptions client;
  std::string topic;
  std::string payload = "[]";
  bool no_acknowledge = false;
  bool retain = false;
};

std::string ResultLine(const v1::PublishResponse& response) {
  if (!response.acknowledged()) return R"({"acknowledged":false})";
  return R"({"acknowledged":true,"publication_id":)" +
         std::to_string(response.publication_id()) + "}";
}

ExitStatus RunPublish(const PublishCommandOptions& options, Console& console) {
  const absl::StatusOr<std::string> payload =
      ReadPayload(options.payload, console.in);
  if (!payload.ok()) {
    return console.Fail(kExitUsage, std::string(payload.status().message()));
  }
  v1::PublishRequest request;
  request.set_identity(options.client.identity);
  request.set_topic(options.topic);
  request.mutable_payload()->set_json(*payload);
  if (options.no_acknowledge) {
    request.mutable_options()->set_acknowledge(false);
  }
  if (options.retain) request.mutable_options()->set_retain(true);
  RpcCall rpc(options.client.channel, console,
              "the router to acknowledge the publication");
  if (!rpc.status().ok()) {
    return console.Fail(kExitUsage, std::string(rpc.status().message()));
  }
  v1::PublishResponse response;
  const grpc::Status status =
      rpc.stub().Publish(&rpc.context(), request, &response);
  if (status.ok()) rpc.WriteLine(ResultLine(response));
  return rpc.Finish(status);
}

}  // namespace

void AddPublishCommand(CommandLine& commands) {
  auto options = std::make_shared<PublishCommandOptions>();
  CLI::App& app = commands.Add(
      "publish", "Publishes an event.",
      [options](Console& console) { return RunPublish(*options, console); });
  app.add_option("TOPIC", options->topic, "The topic's URI.")->required();
  app.add_option("PAYLOAD", options->payload,
                 "Arguments in JSON: an array, or an object with args and "
                 "kwargs; - reads them from stdin.");
  app.add_flag("--no-acknowledge", options->no_acknowledge,
               "Do not wait for the router to acknowledge it.");
  app.add_flag("--retain", options->retain,
               "Ask the router to keep it for later subscribers.");
  AddClientOptions(app, options->client);
}

}  // namespace wampbridge::bridge
