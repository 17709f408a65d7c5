// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/register_command.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "bridge/cli/client_options.h"
#include "bridge/cli/procedure_server.h"
#include "bridge/cli/rpc_call.h"

namespace wampbridge::bridge {
namespace {

struct RegisterCommandOptions {
  ClientOptions client;
  std::string procedure;
  std::string command;
  v1::Match match = v1::MATCH_EXACT;
  v1::Invoke invoke = v1::INVOKE_SINGLE;
  v1::OnConflict on_conflict = v1::ON_CONFLICT_FAIL;
  std::uint32_t concurrency = 4;
};

v1::RegisterProcedures MakeRequest(const RegisterCommandOptions& options) {
  v1::RegisterProcedures request;
  request.set_identity(options.client.identity);
  v1::Procedure& procedure = *request.add_procedures();
  procedure.set_uri(options.procedure);
  procedure.set_match(options.match);
  procedure.set_invoke(options.invoke);
  request.set_payload_form(v1::PAYLOAD_FORM_JSON);
  request.set_max_concurrency(options.concurrency);
  request.set_on_conflict(options.on_conflict);
  request.set_client_name("wampbridge register");
  return request;
}

ExitStatus RunRegister(const RegisterCommandOptions& options,
                       Console& console) {
  ProcedureServer server(MakeRequest(options), options.command);
  RpcCall rpc(options.client.channel, console,
              "the router to accept the registration",
              [&server] { server.Stop(); });
  if (!rpc.status().ok()) {
    return console.Fail(kExitUsage, std::string(rpc.status().message()));
  }
  return rpc.Finish(server.Run(rpc));
}

void AddOptions(CLI::App& app, RegisterCommandOptions& options) {
  const std::map<std::string, v1::Match> matches = {
      {"exact", v1::MATCH_EXACT},
      {"prefix", v1::MATCH_PREFIX},
      {"wildcard", v1::MATCH_WILDCARD}};
  const std::map<std::string, v1::Invoke> policies = {
      {"single", v1::INVOKE_SINGLE},
      {"roundrobin", v1::INVOKE_ROUNDROBIN},
      {"random", v1::INVOKE_RANDOM},
      {"first", v1::INVOKE_FIRST},
      {"last", v1::INVOKE_LAST}};
  const std::map<std::string, v1::OnConflict> conflicts = {
      {"fail", v1::ON_CONFLICT_FAIL},
      {"wait", v1::ON_CONFLICT_WAIT},
      {"replace", v1::ON_CONFLICT_REPLACE}};
  app.add_option("PROCEDURE", options.procedure, "The procedure's URI.")
      ->required();
  app.add_option("COMMAND", options.command,
                 "Run by /bin/sh for each invocation: the arguments are JSON "
                 "on its stdin, its result is the JSON on its stdout.")
      ->required();
  app.add_option("--match", options.match,
                 "How to compare: exact, prefix or wildcard.")
      ->transform(CLI::CheckedTransformer(matches))
      ->option_text("exact|prefix|wildcard");
  app.add_option("--invoke", options.invoke,
                 "How the router chooses where several serve it.")
      ->transform(CLI::CheckedTransformer(policies))
      ->option_text("single|roundrobin|random|first|last");
  app.add_option("--on-conflict", options.on_conflict,
                 "What to do when somebody else serves it.")
      ->transform(CLI::CheckedTransformer(conflicts))
      ->option_text("fail|wait|replace");
  app.add_option("--concurrency", options.concurrency,
                 "How many commands may run at a time.")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  AddClientOptions(app, options.client);
}

}  // namespace

void AddRegisterCommand(CommandLine& commands) {
  auto options = std::make_shared<RegisterCommandOptions>();
  CLI::App& app = commands.Add(
      "register", "Serves a procedure by a shell command, until stopped.",
      [options](Console& console) { return RunRegister(*options, console); });
  AddOptions(app, *options);
}

}  // namespace wampbridge::bridge
