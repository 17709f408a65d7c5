// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_PROGRESSIVE_CALL_RPC_H_
#define BRIDGE_SERVER_PROGRESSIVE_CALL_RPC_H_

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/server/alarm.h"
#include "bridge/server/outgoing_call.h"
#include "bridge/server/result_queue.h"
#include "bridge/server/routed_request.h"
#include "bridge/server/stream_rpc.h"

namespace wampbridge::bridge {

// A call whose RESULTs go to a stream one by one, as CallProgressive and
// CallDuplex have it in common. Results that a slow client does not take wait
// in a bounded queue; one too many cancels the call. A client that has not
// taken them when the call's limit and overflow_drain have passed is reset.
// Handlers derive from it, begin the call, and end the stream where there is
// none.
template <typename Stream>
class ProgressiveCallRpc : public StreamRpc<Stream>, public RoutedRequest {
 protected:
  ProgressiveCallRpc(Serving& serving, ServingQueue& queue, CallShape shape)
      : StreamRpc<Stream>(serving, queue, RpcKind::kCall,
                          shape == CallShape::kCallDuplex
                              ? RpcMethod::kCallDuplex
                              : RpcMethod::kCallProgressive),
        RoutedRequest(serving),
        call_(serving, shape),
        results_(serving.limits.Get().queue) {}

  using StreamRpc<Stream>::serving;
  OutgoingCall& call() { return call_; }

  // After what is queued; the first end counts.
  void End(StreamEnd end);
  // The call is given up for a reason of ours.
  void GiveUp(Failure failure);

  // Rpc.
  void OnCancelled() override;
  void OnAbort() final;

 private:
  ToWrite TakeNext() final { return results_.TakeNext(); }

  // RoutedRequest.
  std::shared_ptr<RoutedRequest> Self() final {
    return std::static_pointer_cast<ProgressiveCallRpc>(
        this->shared_from_this());
  }
  std::optional<Failure> Encode(transport::ClientConnection& connection) final {
    return call_.Encode(route(), connection);
  }
  absl::StatusOr<wamp::RequestId> Send(
      transport::ClientConnection& connection,
      transport::RequestObserver* observer) final {
    return connection.Call(call_.encoded(), observer);
  }
  void OnRouterAnswer(const wamp::Answered& answered) final;
  void OnRequestFailed(const Failure& failure) final { End({failure}); }

  // A client that takes nothing after `patience_ends` is given overflow_drain,
  // else it would hold the stream for ever.
  void EndBy(StreamEnd end, absl::Time patience_ends);

  OutgoingCall call_;
  ResultQueue results_;
  std::unique_ptr<Alarm> reset_;  // made by whoever ends the queue
};

template <typename Stream>
void ProgressiveCallRpc<Stream>::End(StreamEnd end) {
  EndBy(std::move(end), std::max(route().limit, serving().deadlines->Now()));
}

template <typename Stream>
void ProgressiveCallRpc<Stream>::GiveUp(Failure failure) {
  this->Abandon();
  EndBy({Located(std::move(failure))}, serving().deadlines->Now());
}

template <typename Stream>
void ProgressiveCallRpc<Stream>::EndBy(StreamEnd end,
                                       absl::Time patience_ends) {
  const std::shared_ptr<Rpc> self = this->shared_from_this();
  if (!results_.End(std::move(end))) return;
  const std::weak_ptr<Rpc> weak = self;
  reset_ = std::make_unique<Alarm>(*serving().deadlines, [this, weak] {
    if (const auto alive = weak.lock()) this->Reset();
  });
  reset_->SetAt(patience_ends + serving().limits.Get().overflow_drain);
  this->Pump();
}

template <typename Stream>
void ProgressiveCallRpc<Stream>::OnCancelled() {
  serving().counters.rpcs_cancelled.fetch_add(1, std::memory_order_relaxed);
  this->Abandon();
}

template <typename Stream>
void ProgressiveCallRpc<Stream>::OnAbort() {
  GiveUp(OutcomeUnknown(grpc::StatusCode::ABORTED,
                        "the bridge has shut down before the last result"));
}

template <typename Stream>
void ProgressiveCallRpc<Stream>::OnRouterAnswer(
    const wamp::Answered& answered) {
  auto result = call_.BufferFor(answered);
  if (auto* failure = std::get_if<Failure>(&result)) {
    return GiveUp(std::move(*failure));
  }
  const EventQueue::Limits& limits = serving().limits.Get().queue;
  if (results_.Push(std::get<grpc::ByteBuffer>(result)) ==
      ResultQueue::Room::kNone) {
    return GiveUp(OutcomeUnknown(
        grpc::StatusCode::RESOURCE_EXHAUSTED,
        absl::StrCat("results came faster than they were taken: the queue "
                     "(limits.queue: ",
                     limits.events_max, " results, ", limits.octets_max,
                     " octets) is full")));
  }
  if (answered.last) {
    End({});
  } else {
    this->Pump();
  }
}

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_PROGRESSIVE_CALL_RPC_H_
