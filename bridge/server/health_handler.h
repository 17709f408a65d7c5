// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_HEALTH_HANDLER_H_
#define BRIDGE_SERVER_HEALTH_HANDLER_H_

#include <optional>

#include "bridge/server/bridge_service.h"
#include "bridge/server/health_state.h"
#include "bridge/server/unary_rpc.h"

namespace wampbridge::bridge {

// One grpc.health.v1.Health.Check or List, on our own queue: gRPC's health
// service brings threads that take hot calls away (grpc-and-build notes). Asks
// for no credentials.
class HealthHandler final : public UnaryRpc {
 public:
  enum class Method { kCheck, kList };
  // What the handlers of this service share; outlives them.
  struct Health {
    HealthService service;
    HealthState& state;
  };

  static void Offer(Health& health, Method method, Serving& serving,
                    ServingQueue& queue);
  HealthHandler(Health& health, Method method, Serving& serving,
                ServingQueue& queue)
      : UnaryRpc(serving, queue, RpcKind::kFree, std::nullopt),
        health_(health),
        method_(method) {}

 private:
  void Offer() override { Offer(health_, method_, serving(), serving_queue()); }
  void OnRequest(grpc::ByteBuffer& request) override;
  void Check(grpc::ByteBuffer& request);
  void List();

  Health& health_;
  const Method method_;
};

// `serving` in the health service's own terms.
grpc::health::v1::HealthCheckResponse::ServingStatus ToProto(
    HealthState::Serving serving);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_HEALTH_HANDLER_H_
