// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/unimplemented_handler.h"

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

void UnimplementedHandler::Offer(BridgeService& service, Serving& serving,
                                 ServingQueue& queue) {
  const auto handler =
      std::make_shared<UnimplementedHandler>(service, serving, queue);
  service.RequestCallDuplex(&handler->context(), handler->stream(),
                            queue.queue(), queue.queue(), handler->ArmStart());
}

void UnimplementedHandler::OnStart(const std::optional<Failure>& refusal) {
  end_.failure = refusal ? *refusal
                         : Rejected(absl::UnimplementedError(
                               "CallDuplex is not served by this version"));
  Pump();
}

}  // namespace wampbridge::bridge
