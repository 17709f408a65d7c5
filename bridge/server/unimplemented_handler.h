// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_UNIMPLEMENTED_HANDLER_H_
#define BRIDGE_SERVER_UNIMPLEMENTED_HANDLER_H_

#include <optional>
#include <string_view>

#include "bridge/server/bridge_service.h"
#include "bridge/server/stream_rpc.h"

namespace wampbridge::bridge {

// Ends the method of the API that is not served yet, by name: CallDuplex.
class UnimplementedHandler final
    : public StreamRpc<
          grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> {
 public:
  static void Offer(BridgeService& service, Serving& serving,
                    ServingQueue& queue);
  UnimplementedHandler(BridgeService& service, Serving& serving,
                       ServingQueue& queue)
      : StreamRpc(serving, queue, RpcKind::kCall), service_(service) {}

 private:
  void Offer() override { Offer(service_, serving(), serving_queue()); }
  void OnStart(const std::optional<Failure>& refusal) override;
  void OnCancelled() override {}
  void OnAbort() override {}
  ToWrite TakeNext() override { return end_; }

  BridgeService& service_;
  StreamEnd end_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_UNIMPLEMENTED_HANDLER_H_
