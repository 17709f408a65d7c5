// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/call_handler.h"

#include <variant>

namespace wampbridge::bridge {

void CallHandler::Offer(BridgeService& service, Serving& serving,
                        ServingQueue& queue) {
  const auto handler = std::make_shared<CallHandler>(service, serving, queue);
  service.RequestCall(&handler->context(), handler->request(),
                      handler->writer(), queue.quiet_queue(), queue.queue(),
                      handler->ArmStart());
}

CallHandler::CallHandler(BridgeService& service, Serving& serving,
                         ServingQueue& queue)
    : UnaryRpc(serving, queue, RpcKind::kCall, RpcMethod::kCall),
      RoutedRequest(serving),
      service_(service),
      call_(serving, CallShape::kCall) {}

void CallHandler::OnRequest(grpc::ByteBuffer& request) {
  const auto accepted = call_.Accept(request, TermsOfClient());
  if (const auto* failure = std::get_if<Failure>(&accepted)) {
    return Fail(*failure);
  }
  const Route& route = std::get<Route>(accepted);
  ActFor(*route.identity);
  CountAs(route.labelled);
  Begin(route);
}

std::shared_ptr<RoutedRequest> CallHandler::Self() {
  return std::static_pointer_cast<CallHandler>(shared_from_this());
}

std::optional<Failure> CallHandler::Encode(
    transport::ClientConnection& connection) {
  return call_.Encode(route(), connection);
}

absl::StatusOr<wamp::RequestId> CallHandler::Send(
    transport::ClientConnection& connection,
    transport::RequestObserver* observer) {
  return connection.Call(call_.encoded(), observer);
}

void CallHandler::OnRouterAnswer(const wamp::Answered& answered) {
  // A progressive result that nobody asked for: the final one follows.
  if (!answered.last) return;
  auto response = call_.ResponseFor(answered);
  if (const auto* failure = std::get_if<Failure>(&response)) {
    Fail(Located(*failure));
  } else {
    Answer(*std::get<v1::CallResponse*>(response));
  }
}

}  // namespace wampbridge::bridge
