// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_GET_IDENTITY_HANDLER_H_
#define BRIDGE_SERVER_GET_IDENTITY_HANDLER_H_

#include "bridge/server/bridge_service.h"
#include "bridge/server/unary_rpc.h"

namespace wampbridge::bridge {

// Who the caller is towards the router, and what may be asked of it, from the
// pool's last knowledge; asks the router nothing.
v1::GetIdentityResponse DescribeIdentity(const Identity& identity,
                                         const ServingLimits& limits,
                                         bool draining);

// One GetIdentity.
class GetIdentityHandler final : public UnaryRpc {
 public:
  static void Offer(BridgeService& service, Serving& serving,
                    ServingQueue& queue);
  GetIdentityHandler(BridgeService& service, Serving& serving,
                     ServingQueue& queue)
      : UnaryRpc(serving, queue, RpcKind::kCall, RpcMethod::kGetIdentity),
        service_(service) {}

 private:
  void Offer() override { Offer(service_, serving(), serving_queue()); }
  void OnRequest(grpc::ByteBuffer& request) override;

  BridgeService& service_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_GET_IDENTITY_HANDLER_H_
