// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_UNIMPLEMENTED_HANDLER_H_
#define BRIDGE_SERVER_UNIMPLEMENTED_HANDLER_H_

#include <optional>
#include <string_view>

#include "bridge/server/bridge_service.h"
#include "bridge/server/stream_rpc.h"

namespace wampbridge::bridge {

// Ends the methods of the API that are not served yet, by name: CallDuplex and
// Register.
class UnimplementedHandler final
    : public StreamRpc<
          grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> {
 public:
  enum class Method { kCallDuplex, kRegister };

  static void Offer(BridgeService& service, Method method, Serving& serving,
                    ServingQueue& queue);
  UnimplementedHandler(BridgeService& service, Method method, Serving& serving,
                       ServingQueue& queue)
      : StreamRpc(serving, queue, RpcKind::kCall),
        service_(service),
        method_(method) {}

 private:
  void Offer() override {
    Offer(service_, method_, serving(), serving_queue());
  }
  void OnStart(const std::optional<Failure>& refusal) override;
  void OnCancelled() override {}
  void OnAbort() override {}
  ToWrite TakeNext() override { return end_; }

  BridgeService& service_;
  const Method method_;
  StreamEnd end_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_UNIMPLEMENTED_HANDLER_H_
