// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/pool_metrics.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/errors/status_codes.h"
#include "wamp/message.h"

namespace wampbridge::bridge {
namespace {

// PoolSnapshot::state.
constexpr std::string_view kStates[] = {"starting", "connecting", "joined",
                                        "waiting",  "refused",    "stopping"};

Exposition::Labels With(Exposition::Labels labels, std::string name,
                        std::string_view value) {
  labels.emplace_back(std::move(name), std::string(value));
  return labels;
}

void AddSessions(const PoolSnapshot& pool, const Exposition::Labels& labels,
                 Exposition& page) {
  double pooled = 0;
  double own = 0;
  double requests = 0;
  double late = 0;
  absl::Duration round_trip;
  for (const PoolSnapshot::Session& session : pool.sessions) {
    (session.places == "own" ? own : pooled) += 1;
    requests += static_cast<double>(session.in_flight);
    late += static_cast<double>(session.late_answers);
    if (session.round_trip) {
      round_trip = std::max(round_trip, *session.round_trip);
    }
  }
  const Exposition::Metric sessions{
      "wampbridge_sessions",
      "WAMP sessions that are joined: in the pool, or a PublishStream's own."};
  page.Gauge(sessions, With(labels, "place", "pool"), pooled);
  page.Gauge(sessions, With(labels, "place", "own"), own);
  page.Gauge({"wampbridge_session_requests",
              "WAMP requests that the router has not answered yet."},
             labels, requests);
  page.Gauge({"wampbridge_late_answers",
              "Answers that came after their request had ended, of the "
              "sessions that live."},
             labels, late);
  page.Gauge({"wampbridge_session_round_trip_seconds",
              "Round trip to the router as TCP measures it, of the session "
              "that is farthest; 0 on Unix sockets."},
             labels, absl::ToDoubleSeconds(round_trip));
}

void AddMessages(const PoolSnapshot& pool, const Exposition::Labels& labels,
                 Exposition& page) {
  const Exposition::Metric messages{"wampbridge_wamp_messages_total",
                                    "WAMP messages, by direction and type."};
  const auto add = [&](std::string_view direction, const auto& counts) {
    for (size_t type = 0; type < counts.size(); ++type) {
      if (counts[type] == 0) continue;
      const auto name =
          wamp::MessageTypeName(static_cast<wamp::MessageType>(type));
      page.Counter(messages,
                   With(With(labels, "direction", direction), "type", name),
                   static_cast<double>(counts[type]));
    }
  };
  add("sent", pool.traffic.messages_sent);
  add("received", pool.traffic.messages_received);
  const Exposition::Metric octets{
      "wampbridge_wamp_bytes_total",
      "Octets of WAMP messages, without the transport's framing."};
  page.Counter(octets, With(labels, "direction", "sent"),
               static_cast<double>(pool.traffic.octets_sent));
  page.Counter(octets, With(labels, "direction", "received"),
               static_cast<double>(pool.traffic.octets_received));
}

}  // namespace

void AddPoolMetrics(const PoolSnapshot& pool, Exposition& page) {
  const Exposition::Labels labels = {{"identity", pool.identity},
                                     {"router", pool.router}};
  page.Gauge({"wampbridge_identity_up",
              "Whether the identity has a session that is joined."},
             labels, pool.live ? 1 : 0);
  for (const std::string_view state : kStates) {
    page.Gauge({"wampbridge_identity_state",
                "1 for the state that the identity is in, 0 for the others."},
               With(labels, "state", state), pool.state == state ? 1 : 0);
  }
  page.Gauge(
      {"wampbridge_session_waiters", "Requests that wait for a session."},
      labels, pool.waiters);
  page.Counter({"wampbridge_joins_total", "Sessions that joined."}, labels,
               static_cast<double>(pool.joins));
  page.Counter({"wampbridge_session_losses_total",
                "Joined sessions that were lost, not left."},
               labels, static_cast<double>(pool.losses));
  std::map<std::string, uint64_t> failed = pool.failed_joins;
  failed.try_emplace("connection", 0);  // so that the metric is always there
  for (const auto& [reason, count] : failed) {
    page.Counter({"wampbridge_failed_joins_total",
                  "Attempts to join that failed, by the router's reason."},
                 With(labels, "reason", reason), static_cast<double>(count));
  }
  AddSessions(pool, labels, page);
  AddMessages(pool, labels, page);
}

namespace {

// How calls and publications end well, or where the bridge or the router is to
// blame.
constexpr std::pair<std::optional<Outcome>, grpc::StatusCode> kWatched[] = {
    {std::nullopt, grpc::StatusCode::OK},
    {Outcome::kNotSent, grpc::StatusCode::UNAVAILABLE},
    {Outcome::kNotSent, grpc::StatusCode::RESOURCE_EXHAUSTED},
    {Outcome::kUnknown, grpc::StatusCode::ABORTED},
    {Outcome::kUnknown, grpc::StatusCode::DEADLINE_EXCEEDED}};

// With zeros for what people watch: a counter that is not there before its
// first rise hides it from rate().
std::vector<RequestMetrics::Ended> WithWatched(
    std::vector<RequestMetrics::Ended> all) {
  const size_t happened = all.size();
  for (const RpcMethod method : {RpcMethod::kCall, RpcMethod::kPublish}) {
    for (const auto& [outcome, code] : kWatched) {
      const bool known = std::any_of(
          all.begin(), all.begin() + static_cast<ptrdiff_t>(happened),
          [&, o = outcome, c = code](const RequestMetrics::Ended& one) {
            return one.method == method && one.outcome == o && one.code == c;
          });
      if (!known) all.push_back({method, outcome, code, 0});
    }
  }
  return all;
}

void AddEnded(const Exposition::Metric& metric,
              const Exposition::Labels& labels,
              const std::vector<RequestMetrics::Ended>& all_ended,
              Exposition& page) {
  for (const RequestMetrics::Ended& ended : all_ended) {
    Exposition::Labels all = With(labels, "method", NameOf(ended.method));
    all.emplace_back("outcome", ended.outcome ? OutcomeName(*ended.outcome)
                                              : std::string_view("OK"));
    all.emplace_back("code", StatusCodeName(ended.code));
    page.Counter(metric, all, static_cast<double>(ended.count));
  }
}

void AddSeconds(const Exposition::Metric& metric,
                const Exposition::Labels& labels,
                const RequestMetrics& requests, Exposition& page) {
  page.Histogram(metric, With(labels, "part", "waiting"),
                 requests.waiting.Take());
  page.Histogram(metric, With(labels, "part", "router"),
                 requests.router.Take());
  page.Histogram(metric, With(labels, "part", "bridge"),
                 requests.bridge.Take());
}

}  // namespace

void AddRequestMetrics(const std::string& identity,
                       const RequestMetrics& requests, Exposition& page) {
  const Exposition::Labels labels = {{"identity", identity}};
  AddEnded({"wampbridge_rpcs_total",
            "RPCs that ended, by method, outcome and gRPC status."},
           labels,
           identity.empty() ? requests.ended() : WithWatched(requests.ended()),
           page);
  AddSeconds({"wampbridge_request_seconds",
              "Where the time of calls and publications went: waiting for a "
              "session, at the router and beyond, in the bridge."},
             labels, requests, page);
}

void AddLabelledMetrics(const std::string& label,
                        const RequestMetrics& requests, Exposition& page) {
  const Exposition::Labels labels = {{"label", label}};
  AddEnded({"wampbridge_labelled_rpcs_total",
            "Calls and publications that ended, by the label of their URI."},
           labels, WithWatched(requests.ended()), page);
  AddSeconds({"wampbridge_labelled_request_seconds",
              "Where their time went, by the label of their URI."},
             labels, requests, page);
}

}  // namespace wampbridge::bridge
