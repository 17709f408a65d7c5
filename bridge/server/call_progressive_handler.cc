// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/call_progressive_handler.h"

#include <memory>
#include <variant>

namespace wampbridge::bridge {

void CallProgressiveHandler::Offer(BridgeService& service, Serving& serving,
                                   ServingQueue& queue) {
  const auto handler =
      std::make_shared<CallProgressiveHandler>(service, serving, queue);
  service.RequestCallProgressive(&handler->context(), &handler->request_,
                                 handler->stream(), queue.queue(),
                                 queue.queue(), handler->ArmStart());
}

void CallProgressiveHandler::OnStart(const std::optional<Failure>& refusal) {
  if (refusal) return End({*refusal});
  const auto accepted = call().Accept(request_, TermsOfClient());
  if (const auto* failure = std::get_if<Failure>(&accepted)) {
    return End({*failure});
  }
  const Route& route = std::get<Route>(accepted);
  ActFor(*route.identity);
  CountAs(route.labelled);
  Begin(route);
}

}  // namespace wampbridge::bridge
