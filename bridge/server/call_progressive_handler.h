// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_CALL_PROGRESSIVE_HANDLER_H_
#define BRIDGE_SERVER_CALL_PROGRESSIVE_HANDLER_H_

#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "bridge/server/alarm.h"
#include "bridge/server/bridge_service.h"
#include "bridge/server/outgoing_call.h"
#include "bridge/server/routed_request.h"
#include "bridge/server/stream_rpc.h"

namespace wampbridge::bridge {

// One CallProgressive: CALL with receive_progress, and its RESULTs one by one.
// Results that a slow client does not take wait in a queue with the bounds of a
// Subscribe stream; one too many cancels the call.
class CallProgressiveHandler final
    : public StreamRpc<grpc::ServerAsyncWriter<grpc::ByteBuffer>>,
      public RoutedRequest {
 public:
  static void Offer(BridgeService& service, Serving& serving,
                    ServingQueue& queue);
  CallProgressiveHandler(BridgeService& service, Serving& serving,
                         ServingQueue& queue);

 private:
  void Offer() override { Offer(service_, serving(), serving_queue()); }
  void OnStart(const std::optional<Failure>& refusal) override;
  void OnCancelled() override;
  void OnAbort() override;
  ToWrite TakeNext() override;

  std::shared_ptr<RoutedRequest> Self() override;
  std::optional<Failure> Encode(
      transport::ClientConnection& connection) override;
  absl::StatusOr<wamp::RequestId> Send(
      transport::ClientConnection& connection,
      transport::RequestObserver* observer) override;
  void OnRouterAnswer(const wamp::Answered& answered) override;
  void OnRequestFailed(const Failure& failure) override { End({failure}); }

  enum class Room { kTaken, kNone };
  Room Push(grpc::ByteBuffer response);
  // After what is queued; the first end counts.
  void End(StreamEnd end);
  // The call is given up for a reason of ours.
  void GiveUp(Failure failure);

  BridgeService& service_;
  OutgoingCall call_;
  grpc::ByteBuffer request_;
  std::unique_ptr<Alarm> reset_;  // once the client is given up
  std::mutex queue_mutex_;
  std::deque<grpc::ByteBuffer> responses_;  // guarded by queue_mutex_
  size_t octets_ = 0;                       // guarded by queue_mutex_
  std::optional<StreamEnd> end_;            // guarded by queue_mutex_
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_CALL_PROGRESSIVE_HANDLER_H_
