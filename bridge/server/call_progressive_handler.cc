// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/call_progressive_handler.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/server/buffers.h"

namespace wampbridge::bridge {

void CallProgressiveHandler::Offer(BridgeService& service, Serving& serving,
                                   ServingQueue& queue) {
  const auto handler =
      std::make_shared<CallProgressiveHandler>(service, serving, queue);
  service.RequestCallProgressive(&handler->context(), &handler->request_,
                                 handler->stream(), queue.queue(),
                                 queue.queue(), handler->ArmStart());
}

CallProgressiveHandler::CallProgressiveHandler(BridgeService& service,
                                               Serving& serving,
                                               ServingQueue& queue)
    : StreamRpc(serving, queue, RpcKind::kCall),
      RoutedRequest(*serving.deadlines),
      service_(service),
      call_(serving, OutgoingCall::Progress::kYes) {}

void CallProgressiveHandler::OnStart(const std::optional<Failure>& refusal) {
  if (refusal) return End({*refusal});
  const auto accepted = call_.Accept(request_, ClientDeadline());
  if (const auto* failure = std::get_if<Failure>(&accepted)) {
    return End({*failure});
  }
  Begin(std::get<Route>(accepted));
}

void CallProgressiveHandler::OnCancelled() {
  serving().counters.rpcs_cancelled.fetch_add(1, std::memory_order_relaxed);
  Abandon();
}

void CallProgressiveHandler::OnAbort() {
  GiveUp(OutcomeUnknown(grpc::StatusCode::ABORTED,
                        "the bridge has shut down before the last result"));
}

std::shared_ptr<RoutedRequest> CallProgressiveHandler::Self() {
  return std::static_pointer_cast<CallProgressiveHandler>(shared_from_this());
}

std::optional<Failure> CallProgressiveHandler::Encode(
    transport::ClientConnection& connection) {
  return call_.Encode(route(), connection);
}

absl::StatusOr<wamp::RequestId> CallProgressiveHandler::Send(
    transport::ClientConnection& connection,
    transport::RequestObserver* observer) {
  return connection.Call(call_.encoded(), observer);
}

void CallProgressiveHandler::OnRouterAnswer(const wamp::Answered& answered) {
  auto response = call_.ResponseFor(answered);
  if (const auto* failure = std::get_if<Failure>(&response)) {
    return GiveUp(*failure);
  }
  const auto& message = *std::get<v1::CallResponse*>(response);
  const size_t size = message.ByteSizeLong();
  const size_t limit = serving().limits.grpc_message_bytes_max;
  if (size > limit) {
    return GiveUp(OutcomeUnknown(
        grpc::StatusCode::RESOURCE_EXHAUSTED,
        absl::StrCat("a result has ", size,
                     " octets, more than grpc.max_message_bytes (", limit,
                     ")")));
  }
  if (Push(SerializeToBuffer(message)) == Room::kNone) {
    return GiveUp(OutcomeUnknown(
        grpc::StatusCode::RESOURCE_EXHAUSTED,
        absl::StrCat("results came faster than they were taken: the queue "
                     "(limits.queue: ",
                     serving().limits.queue.events_max, " results, ",
                     serving().limits.queue.octets_max, " octets) is full")));
  }
  if (answered.last) {
    End({});
  } else {
    Pump();
  }
}

CallProgressiveHandler::Room CallProgressiveHandler::Push(
    grpc::ByteBuffer response) {
  const std::lock_guard<std::mutex> lock(queue_mutex_);
  if (end_) return Room::kTaken;  // it is given up: dropped
  const EventQueue::Limits& limits = serving().limits.queue;
  const size_t size = response.Length();
  // One alone always fits, as it is within grpc.max_message_bytes.
  if (!responses_.empty() && (responses_.size() >= limits.events_max ||
                              octets_ + size > limits.octets_max)) {
    return Room::kNone;
  }
  octets_ += size;
  responses_.push_back(std::move(response));
  return Room::kTaken;
}

ToWrite CallProgressiveHandler::TakeNext() {
  const std::lock_guard<std::mutex> lock(queue_mutex_);
  if (!responses_.empty()) {
    grpc::ByteBuffer response;
    response.Swap(&responses_.front());
    responses_.pop_front();
    octets_ -= response.Length();
    return response;
  }
  if (end_) return *end_;
  return NothingToWrite{};
}

void CallProgressiveHandler::End(StreamEnd end) {
  {
    const std::lock_guard<std::mutex> lock(queue_mutex_);
    if (end_) return;
    end_ = std::move(end);
  }
  Pump();
}

void CallProgressiveHandler::GiveUp(Failure failure) {
  Abandon();
  // A client that reads nothing would hold the stream for ever.
  std::weak_ptr<Rpc> weak = weak_from_this();
  {
    const std::lock_guard<std::mutex> lock(queue_mutex_);
    if (end_) return;
    reset_ = std::make_unique<Alarm>(*serving().deadlines, [this, weak] {
      if (const auto self = weak.lock()) Reset();
    });
    reset_->SetAfter(serving().limits.overflow_drain);
  }
  End({Located(std::move(failure))});
}

}  // namespace wampbridge::bridge
