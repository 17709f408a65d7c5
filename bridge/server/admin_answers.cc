// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/admin_answers.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_split.h"
#include "bridge/errors/short_text.h"
#include "bridge/server/live_rpcs.h"
#include "bridge/translate/proto_time.h"
#include "bridge/version.h"

namespace wampbridge::bridge {
namespace {

constexpr size_t kStreamsDefault = 100;
constexpr size_t kStreamsMax = 1000;

void Fill(const LiveConfiguration::State& state,
          v1::ConfigurationStatus* status) {
  status->set_generation(state.generation);
  *status->mutable_since() = ToProto(state.since);
  status->set_refusals(state.refusals);
  status->set_last_refusal(state.refusal);
}

void Fill(const PoolSnapshot& pool, v1::IdentityStatus* status) {
  const wamp::Dict& welcome = pool.welcome.details;
  status->set_name(pool.identity);
  status->set_router(pool.router);
  status->set_realm(pool.realm);
  status->set_state(pool.state);
  status->set_last_error(AsciiText(pool.last_error));
  status->set_authid(AsciiText(welcome.TextAt("authid")));
  status->set_authrole(AsciiText(welcome.TextAt("authrole")));
  status->set_authmethod(AsciiText(welcome.TextAt("authmethod")));
  status->set_router_agent(AsciiText(welcome.TextAt("agent")));
  status->set_sessions(static_cast<uint32_t>(pool.sessions.size()));
  status->set_waiters(static_cast<uint32_t>(pool.waiters));
  status->set_joins(pool.joins);
  status->set_losses(pool.losses);
}

void Fill(const CallerIdentities::Snapshot& callers,
          v1::CallerIdentitiesStatus* status) {
  status->set_name(callers.name);
  status->set_router(callers.router);
  status->set_identities(static_cast<uint32_t>(callers.identities));
  status->set_in_use(static_cast<uint32_t>(callers.in_use));
  status->set_max_identities(static_cast<uint32_t>(callers.identities_max));
  status->set_refused(static_cast<uint32_t>(callers.refused));
}

void AddSessions(const PoolSnapshot& pool, v1::ListSessionsResponse* response) {
  for (const PoolSnapshot::Session& session : pool.sessions) {
    v1::SessionStatus* status = response->add_sessions();
    status->set_identity(pool.identity);
    status->set_session_id(session.id.value);
    status->set_url(session.url);
    status->set_serializer(std::string(SerializerName(session.serializer)));
    for (const auto& place : absl::StrSplit(session.places, ' ')) {
      status->add_places(std::string(place));
    }
    status->set_in_flight(session.in_flight);
    status->set_late_answers(session.late_answers);
    *status->mutable_joined() = ToProto(session.joined);
    if (session.round_trip) {
      *status->mutable_round_trip() = ToProto(*session.round_trip);
    }
    status->set_authid(AsciiText(pool.welcome.details.TextAt("authid")));
  }
}

void Fill(const LiveRpc::Description& stream, v1::StreamStatus* status) {
  status->set_kind(stream.kind);
  status->set_client_name(stream.client_name);
  status->set_peer(stream.peer);
  status->set_identity(stream.identity);
  status->set_of(stream.of);
  status->set_caller(AsciiText(stream.caller));
  status->set_proof(stream.proof);
  status->set_queued_events(stream.backlog.events);
  status->set_queued_bytes(stream.backlog.octets);
  status->set_running(stream.running);
  status->set_gaps(stream.gaps);
}

bool IsWanted(const std::string& asked, std::string_view name) {
  return asked.empty() || asked == name;
}

}  // namespace

v1::GetStatusResponse DescribeBridge(const StatusFacts& facts,
                                     const Serving& serving) {
  v1::GetStatusResponse response;
  response.set_version(std::string(kVersion));
  *response.mutable_uptime() = ToProto(facts.uptime);
  response.set_ready(facts.ready);
  response.set_draining(facts.draining);
  for (const std::string& address : facts.grpc_addresses) {
    response.add_grpc_addresses(address);
  }
  for (const std::string& warning : facts.Warnings()) {
    response.add_warnings(warning);
  }
  Fill(facts.configuration, response.mutable_configuration());
  const LiveRpcs::Counts live = serving.live->counts();
  response.set_calls_in_flight(live.calls);
  response.set_streams(live.streams);
  response.set_rpcs_answered(serving.counters.rpcs_answered);
  response.set_rpcs_failed(serving.counters.rpcs_failed);
  response.set_rpcs_cancelled(serving.counters.rpcs_cancelled);
  response.set_events_sent(serving.counters.events_sent);
  for (const auto& [name, identity] : serving.identities.all()) {
    Fill(identity->pool->Snapshot(), response.add_identities());
  }
  for (const auto& [name, callers] : serving.identities.per_caller()) {
    Fill(callers->Describe(), response.add_caller_identities());
  }
  return response;
}

v1::ListSessionsResponse DescribeSessions(
    const v1::ListSessionsRequest& request, const Serving& serving) {
  v1::ListSessionsResponse response;
  for (const auto& [name, identity] : serving.identities.all()) {
    if (!IsWanted(request.identity(), name)) continue;
    AddSessions(identity->pool->Snapshot(), &response);
  }
  for (const auto& [name, callers] : serving.identities.per_caller()) {
    if (!IsWanted(request.identity(), name)) continue;
    for (const Identities::Pointer& identity : callers->Describe().some) {
      AddSessions(identity->pool->Snapshot(), &response);
    }
  }
  return response;
}

v1::ListStreamsResponse DescribeStreams(const v1::ListStreamsRequest& request,
                                        const Serving& serving) {
  const size_t wanted =
      request.max_streams() == 0
          ? kStreamsDefault
          : std::min<size_t>(request.max_streams(), kStreamsMax);
  v1::ListStreamsResponse response;
  response.set_open(serving.live->counts().streams);
  // All of them, where only one identity's are wanted.
  const size_t looked_at =
      request.identity().empty() ? wanted : response.open();
  for (const LiveRpc::Description& stream : serving.live->Fullest(looked_at)) {
    if (!IsWanted(request.identity(), stream.identity)) continue;
    if (static_cast<size_t>(response.streams_size()) == wanted) break;
    Fill(stream, response.add_streams());
  }
  return response;
}

}  // namespace wampbridge::bridge
