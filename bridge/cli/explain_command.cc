// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/explain_command.h"

#include <CLI/CLI.hpp>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/access/caller.h"
#include "bridge/access/caller_rules.h"
#include "bridge/cli/config_source.h"

namespace wampbridge::bridge {
namespace {

struct ExplainOptions {
  std::string file;
  Caller caller;
  std::vector<std::string> claims;  // NAME=VALUE
  std::string proof = "jwt";
  std::string identity;
  std::map<Action, std::string> uris;  // by what is to be done with it
  std::string match = "exact";
};

constexpr std::array kActions = {Action::kCall, Action::kPublish,
                                 Action::kSubscribe, Action::kRegister};

wamp::MatchPolicy MatchFrom(const std::string& name) {
  if (name == "prefix") return wamp::MatchPolicy::kPrefix;
  return name == "wildcard" ? wamp::MatchPolicy::kWildcard
                            : wamp::MatchPolicy::kExact;
}

Caller::Proof ProofFrom(const std::string& name) {
  for (const auto proof : {Caller::Proof::kMutualTls, Caller::Proof::kJwt}) {
    if (NameOf(proof) == name) return proof;
  }
  return Caller::Proof::kNone;
}

ExitStatus Explain(const CallerRules::Matching& rules, std::string identity,
                   const Wish& wish, Console& console) {
  if (rules.empty()) {
    console.out << "denied: callers.rules: none matches this caller\n";
    return kExitFailed;
  }
  if (identity.empty()) identity = rules.DefaultIdentity();
  if (!rules.MayUse(identity)) {
    console.out << "denied: callers.rules: none for this caller names identity "
                << identity << "\n";
    return kExitFailed;
  }
  const CallerRules::Decision decision = rules.Decide(identity, wish);
  console.out << (decision.allowed ? "allowed" : "denied") << " as " << identity
              << ": " << decision.place << ": " << decision.why << "\n";
  return decision.allowed ? kExitOk : kExitFailed;
}

ExitStatus RunExplain(const ExplainOptions& options, Console& console) {
  const absl::StatusOr<LoadedConfig> loaded = LoadConfig(options.file);
  if (!loaded.ok()) {
    return console.Fail(kExitUsage, std::string(loaded.status().message()));
  }
  if (loaded->config.callers().rules_size() == 0) {
    return console.Fail(
        kExitUsage,
        "the configuration has no callers.rules; whoever is let "
        "in may do everything");
  }
  if (options.uris.size() != 1) {
    return console.Fail(kExitUsage,
                        "give one of --call, --publish, --subscribe and "
                        "--register, with a URI");
  }
  Caller caller = options.caller;
  caller.proof = ProofFrom(options.proof);
  for (const std::string& claim : options.claims) {
    const size_t equals = claim.find('=');
    if (equals == std::string::npos) {
      return console.Fail(
          kExitUsage, absl::StrCat("--claim ", claim, " must be NAME=VALUE"));
    }
    caller.claims[claim.substr(0, equals)].push_back(claim.substr(equals + 1));
  }
  const auto& [action, uri] = *options.uris.begin();
  const wamp::MatchPolicy match = MatchFrom(options.match);
  if (const absl::Status wrong = wamp::ValidateUri(uri, match); !wrong.ok()) {
    return console.Fail(kExitUsage, std::string(wrong.message()));
  }
  const auto rules = CallerRules::Create(loaded->config.callers());
  if (!rules.ok()) {
    return console.Fail(kExitUsage, std::string(rules.status().message()));
  }
  return Explain(rules->For(caller), options.identity, {action, uri, match},
                 console);
}

}  // namespace

void AddExplainCommand(CommandLine& commands) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App& app = commands.Add(
      "explain", "Says which rule decides what a caller may do, and why.",
      [options](Console& console) { return RunExplain(*options, console); });
  AddConfigOption(app, options->file);
  app.add_option("--as", options->caller.subject,
                 "The caller's subject, as its token or certificate has it.");
  app.add_option("--issuer", options->caller.issuer, "The token's issuer.");
  app.add_option("--audience", options->caller.audience,
                 "An audience of the token; may be repeated.");
  app.add_option("--claim", options->claims,
                 "A claim of the token, NAME=VALUE; may be repeated.");
  app.add_option("--listener", options->caller.listener,
                 "Where it comes in, as grpc.listen has it.");
  app.add_option("--method", options->proof,
                 "How it proves who it is: jwt, mtls or none.")
      ->check(CLI::IsMember({"jwt", "mtls", "none"}))
      ->capture_default_str();
  app.add_option("--identity", options->identity,
                 "The identity that it names. Default: its first rule's.");
  for (const Action action : kActions) {
    const std::string name(NameOf(action));
    app.add_option_function<std::string>(
        "--" + name,
        [options, action](const std::string& uri) {
          options->uris[action] = uri;
        },
        "Whether it may " + name +
            (action == Action::kPublish || action == Action::kSubscribe
                 ? " (to) this topic."
                 : " this procedure."));
  }
  app.add_option("--match", options->match,
                 "How the URI matches: exact, prefix or wildcard.")
      ->check(CLI::IsMember({"exact", "prefix", "wildcard"}))
      ->capture_default_str();
}

}  // namespace wampbridge::bridge
