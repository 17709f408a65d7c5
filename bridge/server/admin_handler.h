// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_ADMIN_HANDLER_H_
#define BRIDGE_SERVER_ADMIN_HANDLER_H_

#include "bridge/server/bridge_service.h"
#include "bridge/server/status_facts.h"
#include "bridge/server/unary_rpc.h"

namespace wampbridge::bridge {

// One RPC of the service WampBridgeAdmin. It counts towards no limit, so that
// it answers when these are reached; who may ask is looked at here.
class AdminHandler final : public UnaryRpc {
 public:
  enum class Method { kGetStatus, kListSessions, kListStreams };
  // The service, and what it tells of. Outlives every RPC.
  struct Admin {
    AdminService service;
    StatusSource status;
  };

  static void Offer(Admin& admin, Method method, Serving& serving,
                    ServingQueue& queue);
  AdminHandler(Admin& admin, Method method, Serving& serving,
               ServingQueue& queue)
      : UnaryRpc(serving, queue, RpcKind::kFree, std::nullopt),
        admin_(admin),
        method_(method) {}

 private:
  void Offer() override { Offer(admin_, method_, serving(), serving_queue()); }
  void OnRequest(grpc::ByteBuffer& request) override;
  // Why the caller may not.
  std::optional<Failure> Denied();

  Admin& admin_;
  const Method method_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_ADMIN_HANDLER_H_
