// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/status_page.h"

#include <nlohmann/json.hpp>

#include "bridge/admin/memory_status.h"
#include "bridge/admin/pool_status.h"
#include "bridge/server/live_rpcs.h"
#include "bridge/server/retry_policy.h"
#include "bridge/version.h"

namespace wampbridge::bridge {

namespace {

// What a page can show, and a scrape can bear.
constexpr size_t kStreamsMax = 100;

nlohmann::json StreamStatus(const LiveRpc::Description& stream) {
  return {{"kind", stream.kind},
          {"client_name", stream.client_name},
          {"peer", stream.peer},
          {"identity", stream.identity},
          {"of", stream.of},
          {"caller", stream.caller},
          {"proof", stream.proof},
          {"events", stream.backlog.events},
          {"bytes", stream.backlog.octets},
          {"running", stream.running},
          {"gaps", stream.gaps}};
}

nlohmann::json ConfigurationStatus(const LiveConfiguration::State& state) {
  nlohmann::json status = {
      {"generation", state.generation},
      {"since",
       absl::FormatTime(absl::RFC3339_sec, state.since, absl::UTCTimeZone())},
      {"refusals", state.refusals}};
  if (state.refusal.empty()) return status;
  status["last_refusal"] = state.refusal;
  status["refused_at"] =
      absl::FormatTime(absl::RFC3339_sec, state.refused, absl::UTCTimeZone());
  return status;
}

nlohmann::json CallersStatus(const CallerIdentities::Snapshot& callers) {
  nlohmann::json some = nlohmann::json::array();
  for (const Identities::Pointer& identity : callers.some) {
    some.push_back(PoolStatus(identity->pool->Snapshot()));
  }
  return {
      {"name", callers.name},       {"router", callers.router},
      {"realm", callers.realm},     {"identities", callers.identities},
      {"in_use", callers.in_use},   {"max_identities", callers.identities_max},
      {"refused", callers.refused}, {"some", std::move(some)}};
}

}  // namespace

std::string StatusJson(const StatusFacts& facts, const Identities& identities,
                       const Serving& serving) {
  nlohmann::json status;
  status["version"] = kVersion;
  status["uptime_seconds"] = absl::ToInt64Seconds(facts.uptime);
  status["ready"] = facts.ready;
  status["draining"] = serving.draining.load();
  status["grpc"] = facts.grpc_addresses;
  status["warnings"] = facts.Warnings();
  status["certificates"] = nlohmann::json::object();
  for (const auto& [use, end] : facts.configuration.certificate_ends) {
    status["certificates"][use] =
        absl::FormatTime(absl::RFC3339_sec, end, absl::UTCTimeZone());
  }
  status["configuration"] = ConfigurationStatus(facts.configuration);
  const LiveRpcs::Counts live = serving.live->counts();
  status["calls_in_flight"] = live.calls;
  status["streams"] = live.streams;
  status["counters"] = {
      {"rpcs_answered", serving.counters.rpcs_answered.load()},
      {"rpcs_failed", serving.counters.rpcs_failed.load()},
      {"rpcs_cancelled", serving.counters.rpcs_cancelled.load()},
      {"events_sent", serving.counters.events_sent.load()},
  };
  const RetryPolicy::Counts retries = serving.retries.counts();
  status["retries"] = {{"not_sent", retries.not_sent},
                       {"unknown", retries.unknown},
                       {"over_budget", retries.over_budget}};
  const LiveRpc::Backlog backlog = serving.live->backlog();
  status["backlog"] = {{"events", backlog.events}, {"bytes", backlog.octets}};
  status["memory"] = MemoryStatus();
  status["stream_list"] = nlohmann::json::array();
  for (const LiveRpc::Description& stream :
       serving.live->Fullest(kStreamsMax)) {
    status["stream_list"].push_back(StreamStatus(stream));
  }
  status["identities"] = nlohmann::json::array();
  for (const auto& [name, identity] : identities.all()) {
    status["identities"].push_back(PoolStatus(identity->pool->Snapshot()));
  }
  status["caller_identities"] = nlohmann::json::array();
  for (const auto& [name, callers] : identities.per_caller()) {
    status["caller_identities"].push_back(CallersStatus(callers->Describe()));
  }
  // Texts from routers may be no UTF-8.
  return status.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
         "\n";
}

}  // namespace wampbridge::bridge
