// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/call_command.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <variant>

#include "bridge/cli/client_options.h"
#include "bridge/cli/duplex_call.h"
#include "bridge/cli/rpc_call.h"

namespace wampbridge::bridge {
namespace {

struct CallCommandOptions {
  ClientOptions client;
  std::string procedure;
  std::string payload = "[]";
  std::string timeout;
  bool progress = false;
  bool duplex = false;
};

absl::StatusOr<v1::CallRequest> MakeRequest(const CallCommandOptions& options,
                                            std::istream& in) {
  const absl::StatusOr<std::string> payload = ReadPayload(options.payload, in);
  if (!payload.ok()) return payload.status();
  v1::CallRequest request;
  request.set_identity(options.client.identity);
  request.set_procedure(options.procedure);
  request.mutable_payload()->set_json(*payload);
  if (!options.timeout.empty()) {
    const auto timeout = ReadDuration("--timeout", options.timeout);
    if (!timeout.ok()) return timeout.status();
    *request.mutable_timeout() = *timeout;
  }
  return request;
}

grpc::Status CallOnce(const v1::CallRequest& request, RpcCall& rpc) {
  v1::CallResponse response;
  grpc::Status status = rpc.stub().Call(&rpc.context(), request, &response);
  if (status.ok()) rpc.WriteLine(response.payload().json());
  return status;
}

grpc::Status CallProgressive(const v1::CallRequest& request, RpcCall& rpc) {
  const auto reader = rpc.stub().CallProgressive(&rpc.context(), request);
  v1::CallResponse response;
  while (reader->Read(&response)) {
    if (!rpc.WriteLine(response.payload().json())) break;
  }
  return reader->Finish();
}

ExitStatus CallDuplex(v1::CallRequest request, RpcCall& rpc,
                      const Console& console) {
  request.clear_payload();  // the lines are its arguments
  request.set_payload_form(v1::PAYLOAD_FORM_JSON);
  const auto ended = DuplexCall(rpc, console.in_descriptor).Run(request);
  if (const auto* wrong = std::get_if<absl::Status>(&ended)) {
    return console.Fail(kExitUsage, std::string(wrong->message()));
  }
  return rpc.Finish(std::get<grpc::Status>(ended));
}

ExitStatus RunCall(const CallCommandOptions& options, Console& console) {
  const absl::StatusOr<v1::CallRequest> request =
      MakeRequest(options, console.in);
  if (!request.ok()) {
    return console.Fail(kExitUsage, std::string(request.status().message()));
  }
  RpcCall rpc(options.client.channel, console,
              "the result of " + options.procedure);
  if (!rpc.status().ok()) {
    return console.Fail(kExitUsage, std::string(rpc.status().message()));
  }
  if (request->has_timeout()) {
    // The bridge keeps the limit, and says what it means for the outcome; ours
    // is for a bridge that does not answer at all.
    constexpr auto kGrace = std::chrono::seconds(5);
    rpc.context().set_deadline(
        std::chrono::system_clock::now() + kGrace +
        std::chrono::seconds(request->timeout().seconds() + 1));
  }
  if (options.duplex) return CallDuplex(*request, rpc, console);
  return rpc.Finish(options.progress ? CallProgressive(*request, rpc)
                                     : CallOnce(*request, rpc));
}

}  // namespace

void AddCallCommand(CommandLine& commands) {
  auto options = std::make_shared<CallCommandOptions>();
  CLI::App& app = commands.Add(
      "call", "Calls a procedure and writes its result as JSON.",
      [options](Console& console) { return RunCall(*options, console); });
  app.add_option("PROCEDURE", options->procedure, "The procedure's URI.")
      ->required();
  CLI::Option* payload =
      app.add_option("PAYLOAD", options->payload,
                     "Arguments in JSON: an array, or an object with args and "
                     "kwargs; - reads them from stdin.");
  app.add_flag("--progress", options->progress,
               "Write progressive results as they come, one a line.");
  app.add_flag("--duplex", options->duplex,
               "Call with arguments in chunks: each line of stdin is one, in "
               "JSON, and its end the last. Writes progressive results too.")
      ->excludes(payload);
  app.add_option("--timeout", options->timeout,
                 "How long to wait, such as 5s. Default: as the bridge is "
                 "configured.");
  AddClientOptions(app, options->client);
}

}  // namespace wampbridge::bridge
