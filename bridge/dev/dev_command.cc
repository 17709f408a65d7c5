// SPDX-License-Identifier: Apache-2.0
#include "bridge/dev/dev_command.h"

#include <errno.h>

#include <CLI/CLI.hpp>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "bridge/client/stop_signal.h"
#include "bridge/config/inspection.h"
#include "bridge/dev/demo.h"
#include "bridge/dev/dev_config.h"
#include "bridge/dev/router_options.h"
#include "bridge/serve/log_setup.h"
#include "bridge/server/bridge_server.h"
#include "wamp/router/dev_router.h"

namespace wampbridge::bridge {
namespace {

constexpr char kUsualAddress[] = "127.0.0.1:50051";

struct DevOptions {
  DevSettings settings;
  bool demo = false;
};

// The router, the bridge and what is said about them. The router is there
// before the bridge and after it.
class Dev {
 public:
  Dev(const DevOptions& options, Console& console)
      : options_(options), console_(console) {}

  ExitStatus Run() {
    auto loaded = LoadDevConfig(options_.settings);
    if (!loaded.ok()) {
      return Fail(kExitUsage, loaded.status());
    }
    // Before any other thread is there, so that all of them leave signals to
    // it.
    std::promise<void> stopped;
    const StopSignal stop([&stopped](int count) {
      if (count == 1) stopped.set_value();
    });
    SetUpLog(loaded->config.telemetry().log());
    const ExitStatus started = Start(*loaded);
    if (started != kExitOk) return started;
    if (options_.demo) {
      const ExitStatus shown = ShowDemo();
      if (shown != kExitOk) return shown;
    }
    SayWhatToTry();
    stopped.get_future().wait();
    console_.out << "\nstopping" << std::endl;
    return kExitOk;  // The bridge goes in a hurry, and then the router.
  }

 private:
  ExitStatus Fail(ExitStatus status, const absl::Status& why) {
    return console_.Fail(status, std::string(why.message()));
  }

  ExitStatus Start(LoadedConfig& loaded) {
    router::DevRouterOptions options;
    options.router = ToRouterOptions(loaded.config.dev_router());
    options.samples = router::Samples::kServe;
    auto router = router::DevRouter::Start(options);
    if (!router.ok()) return Fail(kExitFailed, router.status());
    router_ = *std::move(router);
    const absl::Status pointed =
        PointAtRouter(router_->urls().front(), options.router, &loaded.config);
    if (!pointed.ok()) return Fail(kExitUsage, pointed);
    const Inspection inspection = Inspect(loaded, absl::Now());
    if (!inspection.errors.empty()) {
      return console_.Fail(kExitUsage, inspection.errors.front());
    }
    auto bridge = BridgeServer::Start(loaded.config);
    if (!bridge.ok()) return Fail(kExitFailed, bridge.status());
    bridge_ = *std::move(bridge);
    SayWhereItIs(options.router);
    return kExitOk;
  }

  void SayWhereItIs(const router::RouterOptions& router) {
    console_.out << "wampbridge and a router in one process, for development "
                    "only\n\n";
    for (const std::string& address : bridge_->grpc_addresses()) {
      console_.out << "  gRPC    " << address << "\n";
    }
    console_.out << "  admin   http://" << bridge_->admin_address()
                 << "/status\n";
    for (const std::string& url : router_->urls()) {
      console_.out << "  router  " << url;
      for (const auto& [name, realm] : router.realms) {
        console_.out << "  " << name;
      }
      console_.out << "\n";
    }
    console_.out << std::endl;
  }

  ExitStatus ShowDemo() {
    const absl::Status shown =
        RunDemo(bridge_->grpc_addresses().front(), console_.out);
    if (!shown.ok()) return Fail(kExitFailed, shown);
    console_.out << std::endl;
    return kExitOk;
  }

  void SayWhatToTry() {
    const std::string& address = bridge_->grpc_addresses().front();
    const std::string program = program_invocation_name;
    const std::string where =
        address == kUsualAddress ? "" : " --address " + address;
    console_.out
        << "Try next, in another terminal:\n  " << program << " call" << where
        << " com.example.add2 '[2, 3]'\n  " << program << " subscribe" << where
        << " com.example.ticks\n"
        << R"(  grpcurl -plaintext -d '{"procedure": "com.example.add2", )"
        << R"("payload": {"json": "[2, 3]"}}' )" << address
        << " wampbridge.v1.WampBridge/Call\nCtrl-C ends it." << std::endl;
  }

  const DevOptions& options_;
  Console& console_;
  std::unique_ptr<router::DevRouter> router_;
  std::unique_ptr<BridgeServer> bridge_;
};

}  // namespace

void AddDevCommand(CommandLine& commands) {
  auto options = std::make_shared<DevOptions>();
  CLI::App& app = commands.Add(
      "dev",
      "Serves an embedded router with sample procedures, and the bridge to it.",
      [options](Console& console) { return Dev(*options, console).Run(); });
  DevSettings& settings = options->settings;
  app.add_option("--grpc", settings.grpc,
                 "Where to serve gRPC, HOST:PORT; port 0 takes a free one "
                 "[127.0.0.1:50051].");
  app.add_option("--admin", settings.admin,
                 "Where the admin listener is, HOST:PORT [127.0.0.1:9090].");
  app.add_option("--router", settings.router,
                 "Where the router listens, ws://HOST:PORT/PATH or "
                 "tcp://HOST:PORT [ws://127.0.0.1:8080/ws].");
  app.add_option("--config", settings.config_file,
                 "A configuration whose key dev_router gives the router's "
                 "users and roles.");
  app.add_flag("--demo", options->demo,
               "First performs one Call, one Subscribe and one Publish and "
               "shows them.");
}

}  // namespace wampbridge::bridge
