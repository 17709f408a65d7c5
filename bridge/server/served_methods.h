// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_SERVED_METHODS_H_
#define BRIDGE_SERVER_SERVED_METHODS_H_

#include <grpcpp/server_builder.h>

#include <string>
#include <vector>

#include "bridge/server/admin_handler.h"
#include "bridge/server/health_handler.h"
#include "bridge/server/health_state.h"
#include "bridge/server/reflection_handler.h"
#include "bridge/server/serving.h"
#include "bridge/server/serving_queue.h"

namespace wampbridge::bridge {

// Every method of the API, of WampBridgeAdmin, of health and of reflection,
// with the handler that answers it. Knows no listener and no thread. Outlives
// the server and the queues that it is offered on.
class ServedMethods {
 public:
  enum class Reflection { kOff, kAuthenticated, kAny };

  // The full names of the services, but reflection's.
  static std::vector<std::string> ServiceNames();

  // Both must outlive it.
  ServedMethods(Reflection reflection, Serving& serving, HealthState& health,
                StatusSource status);
  ServedMethods(const ServedMethods&) = delete;
  ServedMethods& operator=(const ServedMethods&) = delete;

  void Register(grpc::ServerBuilder& builder);
  // Takes one RPC of each method from this queue; each offers the next.
  // REQUIRES: the server that they were registered with has started.
  void OfferAll(ServingQueue& queue);

 private:
  const Reflection reflection_;
  Serving& serving_;
  BridgeService service_;
  AdminHandler::Admin admin_;
  HealthHandler::Health health_;
  ReflectionHandler::Reflection reflected_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_SERVED_METHODS_H_
