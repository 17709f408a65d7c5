// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/publish_handler.h"

#include <variant>

#include "bridge/errors/failures.h"
#include "bridge/server/buffers.h"
#include "bridge/server/message_size.h"
#include "bridge/server/time_limit.h"
#include "bridge/translate/publish_request.h"

namespace wampbridge::bridge {

void PublishHandler::Offer(BridgeService& service, Serving& serving,
                           ServingQueue& queue) {
  const auto handler =
      std::make_shared<PublishHandler>(service, serving, queue);
  service.RequestPublish(&handler->context(), handler->request(),
                         handler->writer(), queue.quiet_queue(), queue.queue(),
                         handler->ArmStart());
}

PublishHandler::PublishHandler(BridgeService& service, Serving& serving,
                               ServingQueue& queue)
    : UnaryRpc(serving, queue, RpcKind::kCall, RpcMethod::kPublish),
      RoutedRequest(serving),
      service_(service) {}

void PublishHandler::OnRequest(grpc::ByteBuffer& request) {
  if (!ParseFromBuffer(request, &publish_)) return Fail(NotAMessage(publish_));
  if (absl::Status wrong = CheckPublish(publish_); !wrong.ok()) {
    return Fail(Rejected(wrong));
  }
  const Wish wish{.action = Action::kPublish, .uri = publish_.topic()};
  auto chosen = IdentityFor(publish_.identity(), {&wish, 1});
  if (const auto* failure = std::get_if<Failure>(&chosen)) {
    return Fail(*failure);
  }
  Route route;
  route.identity = std::get<Identities::Pointer>(std::move(chosen));
  route.place = Place::kPublish;
  route.pinned = wamp::SessionId{publish_.options().session_id()};
  route.limit = PublishLimit(ClientDeadline(), serving().limits.Get(),
                             serving().deadlines->Now());
  route.labelled = serving().uri_labels.Of(publish_.topic());
  CountAs(route.labelled);
  route.trace = trace();
  if (route.trace != nullptr) route.trace->Note("wamp.topic", publish_.topic());
  if (!WantsAcknowledge(publish_)) route.answer = Route::Answer::kNone;
  Begin(route);
}

std::shared_ptr<RoutedRequest> PublishHandler::Self() {
  return std::static_pointer_cast<PublishHandler>(shared_from_this());
}

std::optional<Failure> PublishHandler::Encode(
    transport::ClientConnection& connection) {
  return outgoing_.Encode(publish_, *route().identity,
                          route().Along(PropagatedMetadata()), connection);
}

absl::StatusOr<wamp::RequestId> PublishHandler::Send(
    transport::ClientConnection& connection,
    transport::RequestObserver* observer) {
  return outgoing_.Send(connection, observer);
}

void PublishHandler::OnRouterAnswer(const wamp::Answered& answered) {
  const auto response = outgoing_.ResponseFor(answered, serving().errors);
  if (const auto* failure = std::get_if<Failure>(&response)) {
    Fail(Located(*failure));
  } else {
    Answer(std::get<v1::PublishResponse>(response));
  }
}

void PublishHandler::OnSentUnanswered() {
  Answer(outgoing_.UnacknowledgedResponse());
}

}  // namespace wampbridge::bridge
