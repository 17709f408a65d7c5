// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/get_identity_handler.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <variant>

#include "bridge/server/buffers.h"
#include "bridge/server/message_size.h"
#include "bridge/translate/proto_time.h"

namespace wampbridge::bridge {
namespace {

// What the role announced, with the configuration's corrections.
std::set<std::string> FeaturesOf(const wamp::Dict& announced,
                                 const Identity& identity) {
  std::set<std::string> features(identity.assume_features.begin(),
                                 identity.assume_features.end());
  for (const auto& [name, value] : announced) {
    if (value.is_true()) features.insert(name);
  }
  for (const std::string& name : identity.ignore_features) {
    features.erase(name);
  }
  return features;
}

void DescribeRouter(const Identity& identity, const wamp::Welcome& welcome,
                    v1::GetIdentityResponse* response) {
  const wamp::Dict& details = welcome.details;
  response->set_authid(details.TextAt("authid"));
  response->set_authrole(details.TextAt("authrole"));
  response->set_authmethod(details.TextAt("authmethod"));
  response->set_router_agent(details.TextAt("agent"));
  const wamp::Dict& roles = details.DictAt("roles");
  for (const auto& [role, unused] : roles) {
    v1::Features& features = (*response->mutable_features())[role];
    for (const std::string& name :
         FeaturesOf(roles.DictAt(role).DictAt("features"), identity)) {
      features.add_names(name);
    }
  }
}

void DescribeLimits(const ServingLimits& from, v1::Limits* limits) {
  *limits->mutable_call_timeout() = ToProto(from.call_timeout);
  *limits->mutable_call_timeout_max() = ToProto(from.call_timeout_max);
  limits->set_grpc_message_bytes_max(from.grpc_message_bytes_max);
  limits->set_nesting_max(from.nesting);
  limits->set_topics_per_stream_max(from.topics_per_stream);
  limits->set_procedures_per_stream_max(from.procedures_per_stream);
  limits->set_queue_events(from.queue.events_max);
  limits->set_queue_bytes(from.queue.octets_max);
  limits->set_queue_events_max(from.queue_events_ceiling);
  limits->set_queue_bytes_max(from.queue_octets_ceiling);
}

v1::IdentityState StateOf(const PoolSnapshot& snapshot, bool draining) {
  if (draining) return v1::IDENTITY_STATE_DRAINING;
  if (snapshot.live) return v1::IDENTITY_STATE_READY;
  return snapshot.refused ? v1::IDENTITY_STATE_REFUSED
                          : v1::IDENTITY_STATE_CONNECTING;
}

}  // namespace

v1::GetIdentityResponse DescribeIdentity(const Identity& identity,
                                         const ServingLimits& limits,
                                         bool draining) {
  const PoolSnapshot snapshot = identity.pool->Snapshot();
  v1::GetIdentityResponse response;
  response.set_identity(identity.name);
  response.set_router(identity.router);
  response.set_realm(identity.realm);
  response.set_state(StateOf(snapshot, draining));
  if (response.state() != v1::IDENTITY_STATE_READY) {
    response.set_state_reason(draining ? "the bridge is shutting down"
                              : snapshot.last_error.empty()
                                  ? snapshot.state
                                  : snapshot.last_error);
  }
  DescribeRouter(identity, snapshot.welcome, &response);
  DescribeLimits(limits, response.mutable_limits());
  if (const auto connection = identity.pool->TryAcquire(Place::kCall)) {
    response.mutable_limits()->set_wamp_message_bytes_max(
        connection->message_bytes_max());
  }
  response.set_sessions(static_cast<uint32_t>(snapshot.sessions.size()));
  return response;
}

void GetIdentityHandler::Offer(BridgeService& service, Serving& serving,
                               ServingQueue& queue) {
  const auto handler =
      std::make_shared<GetIdentityHandler>(service, serving, queue);
  service.RequestGetIdentity(&handler->context(), handler->request(),
                             handler->writer(), queue.quiet_queue(),
                             queue.queue(), handler->ArmStart());
}

void GetIdentityHandler::OnRequest(grpc::ByteBuffer& request) {
  v1::GetIdentityRequest message;
  if (!ParseFromBuffer(request, &message)) return Fail(NotAMessage(message));
  const auto chosen = IdentityFor(message.identity(), {});
  if (const auto* failure = std::get_if<Failure>(&chosen)) {
    return Fail(*failure);
  }
  v1::GetIdentityResponse response =
      DescribeIdentity(*std::get<Identities::Pointer>(chosen),
                       serving().limits.Get(), serving().draining);
  response.set_caller_subject(caller()->subject);
  response.set_caller_proof(std::string(NameOf(caller()->proof)));
  Answer(response);
}

}  // namespace wampbridge::bridge
