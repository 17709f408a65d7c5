// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_HEALTH_WATCH_HANDLER_H_
#define BRIDGE_SERVER_HEALTH_WATCH_HANDLER_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "bridge/server/health_handler.h"
#include "bridge/server/stream_rpc.h"

namespace wampbridge::bridge {

// One grpc.health.v1.Health.Watch: the state now, then each change of it. A
// slow client is told the newest state, not each one between.
class HealthWatchHandler final
    : public StreamRpc<grpc::ServerAsyncWriter<grpc::ByteBuffer>> {
 public:
  static void Offer(HealthHandler::Health& health, Serving& serving,
                    ServingQueue& queue);
  HealthWatchHandler(HealthHandler::Health& health, Serving& serving,
                     ServingQueue& queue)
      : StreamRpc(serving, queue, RpcKind::kFree, std::nullopt),
        health_(health) {}

 private:
  void Offer() override { Offer(health_, serving(), serving_queue()); }
  void OnStart(const std::optional<Failure>& refusal) override;
  void OnCancelled() override {}
  // The server is gone from now on.
  void OnAbort() override;
  ToWrite TakeNext() override;

  HealthHandler::Health& health_;
  grpc::ByteBuffer request_;
  std::string service_;
  std::optional<Failure> failure_;
  std::atomic<bool> aborted_{false};
  std::optional<HealthState::Serving> told_;
  std::shared_ptr<HealthState::Listener> listener_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_HEALTH_WATCH_HANDLER_H_
