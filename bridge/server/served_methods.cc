// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/served_methods.h"

#include <utility>

#include "bridge/server/call_duplex_handler.h"
#include "bridge/server/call_handler.h"
#include "bridge/server/call_progressive_handler.h"
#include "bridge/server/get_identity_handler.h"
#include "bridge/server/health_watch_handler.h"
#include "bridge/server/publish_handler.h"
#include "bridge/server/publish_stream_handler.h"
#include "bridge/server/register_handler.h"
#include "bridge/server/subscribe_handler.h"

namespace wampbridge::bridge {

std::vector<std::string> ServedMethods::ServiceNames() {
  return {v1::WampBridge::service_full_name(),
          v1::WampBridgeAdmin::service_full_name(),
          grpc::health::v1::Health::service_full_name()};
}

ServedMethods::ServedMethods(Reflection reflection, Serving& serving,
                             HealthState& health, StatusSource status)
    : reflection_(reflection),
      serving_(serving),
      admin_{.service = {}, .status = std::move(status)},
      health_{.service = {}, .state = health} {
  reflected_.services = ServiceNames();
  reflected_.services.push_back(
      grpc::reflection::v1::ServerReflection::service_full_name());
  reflected_.services.push_back(
      grpc::reflection::v1alpha::ServerReflection::service_full_name());
  if (reflection_ == Reflection::kAny) reflected_.kind = RpcKind::kFree;
}

void ServedMethods::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(&service_);
  builder.RegisterService(&admin_.service);
  builder.RegisterService(&health_.service);
  if (reflection_ == Reflection::kOff) return;
  builder.RegisterService(&reflected_.v1);
  builder.RegisterService(&reflected_.v1alpha);
}

void ServedMethods::OfferAll(ServingQueue& queue) {
  CallHandler::Offer(service_, serving_, queue);
  CallDuplexHandler::Offer(service_, serving_, queue);
  CallProgressiveHandler::Offer(service_, serving_, queue);
  PublishHandler::Offer(service_, serving_, queue);
  PublishStreamHandler::Offer(service_, serving_, queue);
  SubscribeHandler::Offer(service_, serving_, queue);
  GetIdentityHandler::Offer(service_, serving_, queue);
  RegisterHandler::Offer(service_, serving_, queue);
  for (const auto method :
       {AdminHandler::Method::kGetStatus, AdminHandler::Method::kListSessions,
        AdminHandler::Method::kListStreams}) {
    AdminHandler::Offer(admin_, method, serving_, queue);
  }
  for (const auto method :
       {HealthHandler::Method::kCheck, HealthHandler::Method::kList}) {
    HealthHandler::Offer(health_, method, serving_, queue);
  }
  HealthWatchHandler::Offer(health_, serving_, queue);
  if (reflection_ == Reflection::kOff) return;
  for (const auto version : {ReflectionHandler::Version::kV1,
                             ReflectionHandler::Version::kV1Alpha}) {
    ReflectionHandler::Offer(reflected_, version, serving_, queue);
  }
}

}  // namespace wampbridge::bridge
