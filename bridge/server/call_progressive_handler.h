// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_CALL_PROGRESSIVE_HANDLER_H_
#define BRIDGE_SERVER_CALL_PROGRESSIVE_HANDLER_H_

#include <optional>

#include "bridge/server/bridge_service.h"
#include "bridge/server/progressive_call_rpc.h"

namespace wampbridge::bridge {

// One CallProgressive: CALL with receive_progress, and its RESULTs one by one.
class CallProgressiveHandler final
    : public ProgressiveCallRpc<grpc::ServerAsyncWriter<grpc::ByteBuffer>> {
 public:
  static void Offer(BridgeService& service, Serving& serving,
                    ServingQueue& queue);
  CallProgressiveHandler(BridgeService& service, Serving& serving,
                         ServingQueue& queue)
      : ProgressiveCallRpc(serving, queue, CallShape::kCallProgressive),
        service_(service) {}

 private:
  void Offer() override { Offer(service_, serving(), serving_queue()); }
  void OnStart(const std::optional<Failure>& refusal) override;
  size_t RequestOctets() const override { return request_.Length(); }

  BridgeService& service_;
  grpc::ByteBuffer request_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_CALL_PROGRESSIVE_HANDLER_H_
