// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/health_watch_handler.h"

#include "bridge/server/buffers.h"
#include "bridge/server/message_size.h"

namespace wampbridge::bridge {

void HealthWatchHandler::Offer(HealthHandler::Health& health, Serving& serving,
                               ServingQueue& queue) {
  const auto handler =
      std::make_shared<HealthWatchHandler>(health, serving, queue);
  health.service.RequestWatch(&handler->context(), &handler->request_,
                              handler->stream(), queue.queue(), queue.queue(),
                              handler->ArmStart());
}

void HealthWatchHandler::OnStart(const std::optional<Failure>& /*refusal*/) {
  grpc::health::v1::HealthCheckRequest check;
  if (!ParseFromBuffer(request_, &check)) failure_ = NotAMessage(check);
  service_ = check.service();
  const std::weak_ptr<Rpc> weak = weak_from_this();
  listener_ = std::make_shared<HealthState::Listener>([this, weak] {
    if (const auto self = weak.lock()) Pump();
  });
  health_.state.Listen(listener_);
  Pump();
}

void HealthWatchHandler::OnAbort() {
  aborted_ = true;
  Pump();
}

ToWrite HealthWatchHandler::TakeNext() {
  if (failure_) return StreamEnd{failure_};
  const HealthState::Serving now = health_.state.Of(service_);
  if (told_ != now) {
    told_ = now;
    grpc::health::v1::HealthCheckResponse response;
    response.set_status(ToProto(now));
    return SerializeToBuffer(response);
  }
  if (aborted_) return StreamEnd{DrainingFailure()};
  return NothingToWrite{};
}

}  // namespace wampbridge::bridge
