// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_BRIDGE_SERVER_H_
#define BRIDGE_SERVER_BRIDGE_SERVER_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/access/gatekeeper.h"
#include "bridge/identities/identities.h"
#include "bridge/identities/identity_maker.h"
#include "bridge/metrics/request_metrics_by_identity.h"
#include "bridge/server/admin_pages.h"
#include "bridge/server/deadlines.h"
#include "bridge/server/grpc_server.h"
#include "bridge/server/health_state.h"
#include "bridge/server/live_configuration.h"
#include "bridge/server/live_rpcs.h"
#include "bridge/server/serving.h"
#include "bridge/server/telemetry.h"
#include "proto/wampbridge/config/v1/config.pb.h"
#include "wamp/transport/io_threads.h"

namespace wampbridge::bridge {

// The whole service in one process: I/O threads, a pool and a hub for each
// identity, the gRPC server and the admin listener, made of a configuration.
// Says in the log what operators want to know. One thread makes, drains and
// destroys it.
//
//   auto bridge = BridgeServer::Start(config);
//   … (*bridge)->grpc_addresses() …
//   (*bridge)->Drain();  // from a signal's thread meanwhile: HurryDrain()
class BridgeServer {
 public:
  // What a drain had to cut.
  struct Cut {
    size_t calls = 0;
    size_t streams = 0;
  };

  // Listens and serves at once; sessions are joined meanwhile. REQUIRES: the
  // configuration is valid and complete. Errors are one line.
  static absl::StatusOr<std::unique_ptr<BridgeServer>> Start(
      const config::v1::Config& config);
  // Drains in a hurry if Drain was not called.
  ~BridgeServer();
  BridgeServer(const BridgeServer&) = delete;
  BridgeServer& operator=(const BridgeServer&) = delete;

  // Where it listens, with the ports that were taken.
  const std::vector<std::string>& grpc_addresses() const;
  std::string admin_address() const;

  // By what it serves, and how that changes.
  LiveConfiguration& configuration() { return *live_configuration_; }

  // The five steps of architecture.md's "Drain", in order; returns when all is
  // over.
  Cut Drain();
  // Goes to step 4 at once. Any thread, also before Drain.
  void HurryDrain() { hurry_ = true; }

 private:
  BridgeServer(const config::v1::Config& config, ErrorMapper errors,
               Telemetry telemetry);

  void StartIdentities();
  absl::Status StartAdmin();
  StatusFacts Facts() const;
  void MakeIdentities();
  LiveConfiguration::Parts LiveParts();
  void ApplySettings(const config::v1::Config& config);
  void Begin(const Identities::Pointer& identity);
  void OnPoolState(const std::string& identity, const SessionPool& pool);
  bool Ready() const;
  // Waits for `duration` or the hurry; in slices, for a signal wakes nobody.
  void Linger(absl::Duration duration) const;
  void WaitForCalls(absl::Duration limit);
  void StopPools();
  void Shutdown();

  const config::v1::Config config_;
  const absl::Time started_;
  ErrorMapper errors_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  Telemetry telemetry_;
  std::atomic<bool> hurry_{false};
  bool stopped_ = false;
  std::unique_ptr<transport::IoThreads> io_;
  // Streams that a hub still holds take their limits away when they go.
  const std::shared_ptr<Deadlines> deadlines_;
  HealthState health_;
  RequestMetricsByIdentity request_metrics_;
  std::unique_ptr<IdentityMaker> maker_;
  Identities identities_;
  LiveRpcs live_;
  std::unique_ptr<LiveConfiguration> live_configuration_;
  std::unique_ptr<Serving> serving_;
  std::unique_ptr<GrpcServer> grpc_;
  std::unique_ptr<AdminListener> admin_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_BRIDGE_SERVER_H_
