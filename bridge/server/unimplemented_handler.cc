// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/unimplemented_handler.h"

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

void UnimplementedHandler::Offer(BridgeService& service, Method method,
                                 Serving& serving, ServingQueue& queue) {
  const auto handler =
      std::make_shared<UnimplementedHandler>(service, method, serving, queue);
  if (method == Method::kRegister) {
    service.RequestRegister(&handler->context(), handler->stream(),
                            queue.queue(), queue.queue(), handler->ArmStart());
  } else {
    service.RequestCallDuplex(&handler->context(), handler->stream(),
                              queue.queue(), queue.queue(),
                              handler->ArmStart());
  }
}

void UnimplementedHandler::OnStart(const std::optional<Failure>& refusal) {
  end_.failure =
      refusal ? *refusal
              : Rejected(absl::UnimplementedError(absl::StrCat(
                    method_ == Method::kRegister ? "Register" : "CallDuplex",
                    " is not served by this version")));
  Pump();
}

}  // namespace wampbridge::bridge
