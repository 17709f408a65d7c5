// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_SUBSCRIBE_HANDLER_H_
#define BRIDGE_SERVER_SUBSCRIBE_HANDLER_H_

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "bridge/server/bridge_service.h"
#include "bridge/server/stream_rpc.h"
#include "bridge/server/subscribe_sink.h"

namespace wampbridge::bridge {

// One Subscribe: checks the request, hands a sink to the identity's hub, and
// writes the sink's frames at its client's speed.
class SubscribeHandler final
    : public StreamRpc<grpc::ServerAsyncWriter<grpc::ByteBuffer>> {
 public:
  static void Offer(BridgeService& service, Serving& serving,
                    ServingQueue& queue);
  SubscribeHandler(BridgeService& service, Serving& serving,
                   ServingQueue& queue)
      : StreamRpc(serving, queue, RpcKind::kStream, RpcMethod::kSubscribe),
        service_(service) {}

 private:
  struct Checked {
    SubscriptionHub::Wish wish;
    SubscribeSink::Options options;
    SubscribeSink::Terms terms;
  };

  void Offer() override { Offer(service_, serving(), serving_queue()); }
  Backlog backlog() override;
  std::optional<Description> Describe() override;
  void OnStart(const std::optional<Failure>& refusal) override;
  void OnCancelled() override;
  void OnAccessLost(const Failure& failure) override;
  void OnDrain() override;
  void OnAbort() override;
  ToWrite TakeNext() override;

  // Fills in request_ and identity_.
  std::variant<Checked, Failure> Accept();
  SubscribeSink::Terms TermsOf();
  // What a session's router must have for this stream.
  SubscriptionHub::Gate GateOf();
  std::shared_ptr<SubscribeSink> sink();
  void Unsubscribe();

  BridgeService& service_;
  grpc::ByteBuffer octets_;
  v1::SubscribeRequest request_;              // constant once the sink is there
  std::shared_ptr<const Identity> identity_;  // the same
  std::mutex sink_mutex_;
  std::shared_ptr<SubscribeSink> sink_;  // guarded by sink_mutex_
  std::optional<Failure> refused_;       // guarded by sink_mutex_
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_SUBSCRIBE_HANDLER_H_
