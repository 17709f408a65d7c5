// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_GRPC_SERVER_H_
#define BRIDGE_SERVER_GRPC_SERVER_H_

#include <grpcpp/server.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/server/health_state.h"
#include "bridge/server/live_rpcs.h"
#include "bridge/server/reloading_credentials.h"
#include "bridge/server/served_methods.h"
#include "bridge/server/serving.h"
#include "bridge/server/serving_queue.h"
#include "bridge/server/socket_file.h"
#include "bridge/server/status_facts.h"

namespace wampbridge::bridge {

// The gRPC side: listeners, and completion queues with a thread each, on all of
// which every method is offered. Knows no method.
class GrpcServer {
 public:
  using Reflection = ServedMethods::Reflection;
  struct Options {
    // HOST:PORT or unix:///PATH
    std::vector<std::string> listen;
    // On the listeners that are no Unix sockets; without files, plain text.
    ReloadingCredentials::Options tls;
    SocketAccess unix_access;  // of the Unix sockets
    int threads = 1;
    size_t message_bytes_max = 4 << 20;
    absl::Duration keepalive_time = absl::Seconds(30);
    absl::Duration keepalive_timeout = absl::Seconds(10);
    absl::Duration min_client_interval = absl::Seconds(10);
    bool permit_without_calls = true;
    absl::Duration max_connection_age;  // zero: never
    Reflection reflection = Reflection::kAuthenticated;
  };

  // The full names of what is served.
  static std::vector<std::string> ServiceNames() {
    return ServedMethods::ServiceNames();
  }

  // Both must outlive it. `status`: what WampBridgeAdmin tells.
  GrpcServer(Options options, Serving& serving, HealthState& health,
             StatusSource status);
  // REQUIRES: Shutdown was called if Start succeeded.
  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  // InvalidArgument: the certificate; Unavailable: an address cannot be taken.
  // Both say which and why, in one line.
  absl::Status Start();
  // Where it listens, with the ports that were taken.
  const std::vector<std::string>& addresses() const { return addresses_; }
  // A channel inside this process, for tests.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Sends GOAWAY on all connections and takes no RPC any more; gives those
  // under way `grace` before gRPC cuts them. Does not wait.
  void BeginShutdown(absl::Duration grace);
  // Waits until no RPC is left, and ends the threads.
  void Shutdown();

 private:
  absl::Status AddListeners(grpc::ServerBuilder& builder);
  absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsFor(
      const std::string& address);
  void SetArguments(grpc::ServerBuilder& builder) const;
  absl::Status ListenFailure() const;
  absl::Status SetUnixAccess() const;
  void NameAddresses();

  const Options options_;
  Serving& serving_;
  ServedMethods methods_;
  std::vector<int> ports_;  // as gRPC fills them in; 0: not taken
  std::vector<std::string> addresses_;
  std::vector<std::unique_ptr<ServingQueue>> queues_;
  std::vector<std::shared_ptr<ReloadingCredentials>> tls_;  // gRPC asks them
  std::unique_ptr<grpc::Server> server_;
  std::thread shutdown_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_GRPC_SERVER_H_
