// SPDX-License-Identifier: Apache-2.0
#include "bridge/serve/run_until_stopped.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "bridge/access/caller_access.h"
#include "bridge/client/stop_signal.h"
#include "bridge/serve/config_reloader.h"
#include "bridge/serve/service_notice.h"
#include "bridge/server/bridge_server.h"

namespace wampbridge::bridge {
namespace {

// How often the files are looked at, and how late SIGHUP is taken at most.
constexpr std::chrono::milliseconds kPollInterval(100);

void WarnAboutAccess(const config::v1::Config& config) {
  if (config.callers().insecure_any()) {
    spdlog::warn(
        "callers.insecure_any is on: everyone who reaches the gRPC port may do "
        "everything");
    return;
  }
  for (const std::string& address : config.grpc().listen()) {
    if (IsLocalListener(address)) continue;
    if (config.callers().rules_size() == 0) {
      spdlog::warn(
          "gRPC listens on {}, but without `callers` only clients on this "
          "machine are served; others get UNAUTHENTICATED",
          address);
    } else if (!config.grpc().has_tls()) {
      spdlog::warn(
          "gRPC on {} is plain text: whoever listens on the network reads the "
          "callers' tokens; use grpc.tls",
          address);
    }
  }
}

// What the signals' thread and this one share.
class Signals {
 public:
  void OnSignal(int count) {
    if (count == 1) return first_.set_value();
    const std::lock_guard<std::mutex> lock(mutex_);
    hurry_ = true;
    if (server_ != nullptr) server_->HurryDrain();
  }

  void OnHangup() { hangup_ = true; }

  // Whether SIGHUP has come since the last call.
  bool TakeHangup() { return hangup_.exchange(false); }
  // Whether the first signal has come, or comes within `pause`.
  bool StoppedWithin(std::chrono::milliseconds pause) {
    return stop_.wait_for(pause) == std::future_status::ready;
  }

  // Who is to hurry at a second signal; null: nobody any more.
  void SetServer(BridgeServer* server) {
    const std::lock_guard<std::mutex> lock(mutex_);
    server_ = server;
    if (hurry_ && server_ != nullptr) server_->HurryDrain();
  }

 private:
  std::promise<void> first_;
  std::future<void> stop_ = first_.get_future();
  std::atomic<bool> hangup_ = false;
  std::mutex mutex_;
  bool hurry_ = false;              // guarded by mutex_
  BridgeServer* server_ = nullptr;  // guarded by mutex_
};

}  // namespace

ExitStatus RunUntilStopped(const config::v1::Config& config,
                           const std::string& file, Console& console) {
  const ServiceNotice notice;
  Signals signals;
  // Before any other thread is there, so that all of them leave signals to it.
  const StopSignal stop([&signals](int count) { signals.OnSignal(count); },
                        [&signals] { signals.OnHangup(); });
  auto server = BridgeServer::Start(config);
  if (!server.ok()) {
    return console.Fail(kExitFailed, std::string(server.status().message()));
  }
  WarnAboutAccess(config);
  spdlog::info("serving gRPC on {}; admin on http://{}",
               absl::StrJoin((*server)->grpc_addresses(), ", "),
               (*server)->admin_address());
  notice.Ready(absl::StrCat("serving gRPC on ",
                            absl::StrJoin((*server)->grpc_addresses(), ", ")));
  ConfigReloader reloader(file, (*server)->configuration());
  while (!signals.StoppedWithin(kPollInterval)) {
    if (signals.TakeHangup()) reloader.Reload(absl::Now());
    reloader.Poll(absl::Now());
  }
  signals.SetServer(server->get());
  notice.Stopping("shutting down: calls under way may finish");
  spdlog::info("shutting down; a second signal cuts it short");
  const BridgeServer::Cut cut = (*server)->Drain();
  signals.SetServer(nullptr);
  spdlog::info("shut down; {} calls and {} streams were cut", cut.calls,
               cut.streams);
  return kExitOk;
}

}  // namespace wampbridge::bridge
