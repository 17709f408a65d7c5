// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/health_handler.h"

#include <memory>

#include "absl/status/status.h"
#include "bridge/errors/failures.h"
#include "bridge/server/buffers.h"
#include "bridge/server/message_size.h"

namespace wampbridge::bridge {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

HealthCheckResponse::ServingStatus ToProto(HealthState::Serving serving) {
  switch (serving) {
    case HealthState::Serving::kYes:
      return HealthCheckResponse::SERVING;
    case HealthState::Serving::kNo:
      return HealthCheckResponse::NOT_SERVING;
    case HealthState::Serving::kUnknownService:
      break;
  }
  return HealthCheckResponse::SERVICE_UNKNOWN;
}

void HealthHandler::Offer(Health& health, Method method, Serving& serving,
                          ServingQueue& queue) {
  const auto handler =
      std::make_shared<HealthHandler>(health, method, serving, queue);
  HealthHandler& rpc = *handler;
  if (method == Method::kCheck) {
    health.service.RequestCheck(&rpc.context(), rpc.request(), rpc.writer(),
                                queue.quiet_queue(), queue.queue(),
                                rpc.ArmStart());
  } else {
    health.service.RequestList(&rpc.context(), rpc.request(), rpc.writer(),
                               queue.quiet_queue(), queue.queue(),
                               rpc.ArmStart());
  }
}

void HealthHandler::OnRequest(grpc::ByteBuffer& request) {
  if (method_ == Method::kCheck) {
    Check(request);
  } else {
    List();
  }
}

void HealthHandler::Check(grpc::ByteBuffer& request) {
  HealthCheckRequest check;
  if (!ParseFromBuffer(request, &check)) return Fail(NotAMessage(check));
  const HealthState::Serving serving = health_.state.Of(check.service());
  if (serving == HealthState::Serving::kUnknownService) {
    return Fail(Rejected(absl::NotFoundError(
        "no such service; there are the names that List gives")));
  }
  HealthCheckResponse response;
  response.set_status(ToProto(serving));
  Answer(response);
}

void HealthHandler::List() {
  grpc::health::v1::HealthListResponse response;
  for (const auto& [service, serving] : health_.state.All()) {
    (*response.mutable_statuses())[service].set_status(ToProto(serving));
  }
  Answer(response);
}

}  // namespace wampbridge::bridge
