// SPDX-License-Identifier: Apache-2.0
#include "bridge/admin/pool_status.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace wampbridge::bridge {
namespace {

std::string Utc(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

void SetDetail(const wamp::Dict& details, const char* key, const char* name,
               nlohmann::json& out) {
  const std::string* text = details.FindText(key);
  if (text != nullptr) out[name] = *text;
}

// What a role of the router announces.
nlohmann::json FeaturesOf(const wamp::Dict& role) {
  nlohmann::json names = nlohmann::json::array();
  for (const auto& [name, value] : role.DictAt("features")) {
    if (value.is_true()) names.push_back(name);
  }
  return names;
}

nlohmann::json SessionStatus(const PoolSnapshot::Session& session) {
  nlohmann::json status = {
      {"session_id", session.id.value},
      {"url", session.url},
      {"serializer", wamp::SerializerName(session.serializer)},
      {"places", session.places},
      {"in_flight", session.in_flight},
      {"late_answers", session.late_answers},
      {"joined", Utc(session.joined)}};
  if (session.round_trip) {
    status["round_trip_ms"] = absl::ToDoubleMilliseconds(*session.round_trip);
  }
  return status;
}

}  // namespace

nlohmann::json PoolStatus(const PoolSnapshot& pool) {
  nlohmann::json status = {{"name", pool.identity},
                           {"router", pool.router},
                           {"realm", pool.realm},
                           {"state", pool.state},
                           {"live", pool.live},
                           {"waiters", pool.waiters},
                           {"sessions", nlohmann::json::array()}};
  if (!pool.last_error.empty()) status["last_error"] = pool.last_error;
  if (pool.next_attempt != absl::InfiniteFuture()) {
    status["next_attempt"] = Utc(pool.next_attempt);
  }
  SetDetail(pool.welcome.details, "authid", "authid", status);
  SetDetail(pool.welcome.details, "authrole", "authrole", status);
  SetDetail(pool.welcome.details, "authmethod", "authmethod", status);
  SetDetail(pool.welcome.details, "agent", "router_agent", status);
  const wamp::Dict& roles = pool.welcome.details.DictAt("roles");
  status["features"] = nlohmann::json::object();
  for (const auto& [role, unused] : roles) {
    status["features"][role] = FeaturesOf(roles.DictAt(role));
  }
  for (const auto& session : pool.sessions) {
    status["sessions"].push_back(SessionStatus(session));
  }
  return status;
}

}  // namespace wampbridge::bridge
