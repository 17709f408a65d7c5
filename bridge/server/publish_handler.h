// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_PUBLISH_HANDLER_H_
#define BRIDGE_SERVER_PUBLISH_HANDLER_H_

#include <memory>
#include <optional>

#include "bridge/server/bridge_service.h"
#include "bridge/server/outgoing_publish.h"
#include "bridge/server/routed_request.h"
#include "bridge/server/unary_rpc.h"

namespace wampbridge::bridge {

// One Publish: PUBLISH, and PUBLISHED or ERROR where it is acknowledged.
class PublishHandler final : public UnaryRpc, public RoutedRequest {
 public:
  static void Offer(BridgeService& service, Serving& serving,
                    ServingQueue& queue);
  PublishHandler(BridgeService& service, Serving& serving, ServingQueue& queue);

 private:
  void Offer() override { Offer(service_, serving(), serving_queue()); }
  void OnRequest(grpc::ByteBuffer& request) override;
  void OnGone() override { Abandon(); }

  std::shared_ptr<RoutedRequest> Self() override;
  std::optional<Failure> Encode(
      transport::ClientConnection& connection) override;
  absl::StatusOr<wamp::RequestId> Send(
      transport::ClientConnection& connection,
      transport::RequestObserver* observer) override;
  void OnRouterAnswer(const wamp::Answered& answered) override;
  void OnSentUnanswered() override;
  void OnRequestFailed(const Failure& failure) override { Fail(failure); }

  BridgeService& service_;
  v1::PublishRequest publish_;
  OutgoingPublish outgoing_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_PUBLISH_HANDLER_H_
