// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/status_command.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "bridge/cli/status_table.h"
#include "bridge/client/http_get.h"
#include "bridge/client/stop_signal.h"

namespace wampbridge::bridge {
namespace {

struct StatusCommandOptions {
  std::string admin = "127.0.0.1:9090";
  bool json = false;
  bool watch = false;
};

absl::StatusOr<std::string> FetchStatus(const StatusCommandOptions& options) {
  HttpGetOptions request;
  request.address = options.admin;
  constexpr std::string_view kScheme = "http://";
  if (request.address.starts_with(kScheme)) {
    request.address.erase(0, kScheme.size());
  }
  const absl::StatusOr<HttpAnswer> answer = HttpGet(request);
  if (!answer.ok()) return answer.status();
  if (answer->code != 200) {
    return absl::UnavailableError(
        "http://" + request.address + "/status answers " +
        std::to_string(answer->code) + "; is that a bridge's admin listener?");
  }
  return options.json ? answer->body : StatusTable(answer->body);
}

ExitStatus ShowOnce(const StatusCommandOptions& options, Console& console) {
  const absl::StatusOr<std::string> text = FetchStatus(options);
  if (!text.ok()) {
    const bool usage = absl::IsInvalidArgument(text.status());
    return console.Fail(usage ? kExitUsage : kExitFailed,
                        std::string(text.status().message()));
  }
  console.out << *text << (text->ends_with('\n') ? "" : "\n") << std::flush;
  if (console.out) return kExitOk;
  return console.Fail(kExitFailed, "nobody reads the output");
}

// Shows it again every two seconds, until a signal or a failure.
ExitStatus Watch(const StatusCommandOptions& options, Console& console) {
  constexpr auto kInterval = std::chrono::seconds(2);
  constexpr char kClearScreen[] = "\033[H\033[2J";
  std::mutex mutex;
  std::condition_variable changed;
  bool stopped = false;
  StopSignal signal([&](int) {
    const std::lock_guard lock(mutex);
    stopped = true;
    changed.notify_all();
  });
  std::unique_lock lock(mutex);
  while (!stopped) {
    lock.unlock();
    if (console.err_is_terminal && !options.json) console.out << kClearScreen;
    const ExitStatus shown = ShowOnce(options, console);
    if (shown != kExitOk) return shown;
    lock.lock();
    changed.wait_for(lock, kInterval, [&] { return stopped; });
  }
  return kExitOk;
}

}  // namespace

void AddStatusCommand(CommandLine& commands) {
  auto options = std::make_shared<StatusCommandOptions>();
  CLI::App& app =
      commands.Add("status", "Shows what a running bridge says of itself.",
                   [options](Console& console) {
                     return options->watch ? Watch(*options, console)
                                           : ShowOnce(*options, console);
                   });
  app.add_option("--admin", options->admin,
                 "The bridge's admin listener, HOST:PORT.")
      ->capture_default_str();
  app.add_flag("--json", options->json, "As the JSON that the bridge gave.");
  app.add_flag("--watch", options->watch, "Every two seconds.");
}

}  // namespace wampbridge::bridge
