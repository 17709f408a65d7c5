// SPDX-License-Identifier: Apache-2.0
// Measures the bridge against its yardsticks: docs/benchmarks.md.
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/serve/process_settings.h"
#include "tests/bench/process/arguments.h"
#include "tests/bench/report/compare.h"
#include "tests/bench/report/table.h"
#include "tests/bench/roles/roles.h"
#include "tests/bench/scenarios/bed.h"
#include "tests/bench/scenarios/call_scenarios.h"
#include "tests/bench/scenarios/flat_scenarios.h"
#include "tests/bench/scenarios/memory_scenarios.h"
#include "tests/bench/scenarios/naive_scenarios.h"
#include "tests/bench/scenarios/publish_scenarios.h"
#include "tests/bench/scenarios/scale_scenarios.h"
#include "tests/bench/scenarios/stream_scenarios.h"
#include "tests/bench/scenarios/sweep_scenarios.h"

namespace wampbridge::bench {
namespace {

constexpr char kUsage[] =
    R"(bench [--scenario=REGEX] [--quick] [--list] [--repeats=N] [--seconds=S]
      [--smoke] [--json=FILE] [--bridge=PROGRAM]
  --quick    the main rows alone, in short repeats
  --smoke    a few operations of each main row: whether it works, no figures
  --bridge   the program to measure (bazel-bin/bridge/wampbridge)
)";
constexpr int64_t kSmokeOperations = 20;
constexpr int kInterrupted = 130;
constexpr double kWarmUpShare = 0.25;  // of the seconds
constexpr int kSweepRepeats = 5;
constexpr double kSweepShare = 0.5;  // of the seconds

using Role = absl::Status (*)(const Arguments&);

int RunRole(const Arguments& arguments) {
  static const std::map<std::string, Role> kRoles = {
      {"bare-callback", RunBareCallback},
      {"bare-queue", RunBareQueue},
      {"callee", RunCallee},
      {"direct", RunDirect},
      {"publisher", RunPublisher},
      {"reader", RunReader},
      {"router", RunRouter},
  };
  const auto role = kRoles.find(arguments.Text("role"));
  if (role == kRoles.end()) {
    std::cerr << "bench: there is no such role\n";
    return 2;
  }
  const absl::Status status = role->second(arguments);
  if (!status.ok()) std::cerr << "bench: " << status << std::endl;
  // What other threads still use is not taken down.
  std::_Exit(status.ok() ? 0 : 1);
}

// Ends everything when the user wants to: the processes end with this one, the
// folder is removed here.
void WatchSignals(const std::string& folder) {
  std::thread([folder] {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    int signal = 0;
    sigwait(&signals, &signal);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    std::_Exit(kInterrupted);
  }).detach();
}

void BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

std::vector<Scenario> AllScenarios() {
  std::vector<Scenario> all;
  for (const auto part :
       {CallScenarios, PublishScenarios, StreamScenarios, MemoryScenarios,
        FlatScenarios, NaiveScenarios, SweepScenarios, ScaleScenarios}) {
    for (Scenario& scenario : part()) all.push_back(std::move(scenario));
  }
  return all;
}

std::vector<Scenario> Chosen(const Arguments& arguments) {
  const bool few = arguments.Has("quick") || arguments.Has("smoke");
  const std::regex wanted(arguments.Text("scenario", ".*"));
  std::vector<Scenario> chosen;
  for (Scenario& scenario : AllScenarios()) {
    if (!std::regex_search(scenario.name, wanted)) continue;
    if (few && scenario.when != Scenario::When::kQuick) continue;
    chosen.push_back(std::move(scenario));
  }
  return chosen;
}

absl::StatusOr<CompareOptions> OptionsOf(const Arguments& arguments) {
  const bool quick = arguments.Has("quick");
  const auto repeats = arguments.Number("repeats", quick ? 5 : 9);
  if (!repeats.ok()) return repeats.status();
  const auto seconds = arguments.Number("seconds", quick ? 0.2 : 0.5);
  if (!seconds.ok()) return seconds.status();
  CompareOptions options;
  options.repeats = static_cast<int>(*repeats);
  options.window.seconds = *seconds;
  options.window.warm_up_seconds = *seconds * kWarmUpShare;
  if (arguments.Has("smoke")) {
    options.repeats = 1;
    options.window.operations = kSmokeOperations;
  }
  return options;
}

Result RunScenario(const Scenario& scenario, Bed& bed, CompareOptions options) {
  if (scenario.repeats_max > 0) {
    options.repeats = std::min(options.repeats, scenario.repeats_max);
  }
  if (scenario.when == Scenario::When::kSweep) {
    options.repeats = std::min(options.repeats, kSweepRepeats);
    options.window.seconds *= kSweepShare;
  }
  const auto comparison = scenario.prepare(bed);
  if (comparison.ok()) return Compare(scenario, *comparison, options);
  Result result{.scenario = scenario.name};
  result.error = comparison.status().ToString();
  return result;
}

int RunAll(const Arguments& arguments, const std::string& command) {
  const auto options = OptionsOf(arguments);
  if (!options.ok()) {
    std::cerr << "bench: " << options.status().message() << "\n" << kUsage;
    return 2;
  }
  Bed bed(std::filesystem::absolute(
      arguments.Text("bridge", "bazel-bin/bridge/wampbridge")));
  WatchSignals(bed.folder());
  std::vector<Result> results;
  bool failed = false;
  std::cout << TableHead() << std::flush;
  for (const Scenario& scenario : Chosen(arguments)) {
    results.push_back(RunScenario(scenario, bed, *options));
    failed = failed || !results.back().error.empty();
    std::cout << TableLines(results.back()) << std::flush;
  }
  if (arguments.Has("json")) {
    std::ofstream(arguments.Text("json")) << Json(results, command);
  }
  return failed ? 1 : 0;
}

int Main(const std::vector<std::string>& words) {
  const auto arguments = Arguments::Parse(words);
  if (arguments.ok() && arguments->Has("role")) return RunRole(*arguments);
  const absl::Status status =
      arguments.ok()
          ? arguments->CheckNames({"scenario", "quick", "list", "repeats",
                                   "seconds", "smoke", "json", "bridge"})
          : arguments.status();
  if (!status.ok()) {
    std::cerr << "bench: " << status.message() << "\n" << kUsage;
    return 2;
  }
  if (arguments->Has("list")) {
    for (const Scenario& scenario : Chosen(*arguments)) {
      std::cout << scenario.name << "  " << scenario.what << "\n";
    }
    return 0;
  }
  BlockSignals();
  std::string command = "bench";
  for (const std::string& word : words) absl::StrAppend(&command, " ", word);
  return RunAll(*arguments, command);
}

}  // namespace
}  // namespace wampbridge::bench

int main(int argc, char** argv) {
  wampbridge::bridge::SetUpProcess();
  // A pattern that is none, a folder that cannot be made.
  try {
    return wampbridge::bench::Main(
        std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bench: %s\n", failure.what());
    return 2;
  }
}
