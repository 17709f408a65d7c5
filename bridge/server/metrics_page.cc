// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/metrics_page.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>

#include "bridge/metrics/exposition.h"
#include "bridge/metrics/pool_metrics.h"
#include "bridge/metrics/process_metrics.h"
#include "bridge/server/live_rpcs.h"
#include "bridge/server/retry_policy.h"
#include "bridge/version.h"

namespace wampbridge::bridge {
namespace {

double ValueOf(const std::atomic<uint64_t>& counter) {
  return static_cast<double>(counter.load(std::memory_order_relaxed));
}

void AddState(bool ready, const Serving& serving, Exposition& page) {
  page.Gauge({"wampbridge_build_info", "1; the build is in the labels."},
             {{"version", std::string(kVersion)}, {"grpc", grpc::Version()}},
             1);
  page.Gauge({"wampbridge_ready", "Whether /readyz says so."}, {},
             ready ? 1 : 0);
  page.Gauge({"wampbridge_draining", "Whether the bridge shuts down."}, {},
             serving.draining ? 1 : 0);
}

double UnixSeconds(absl::Time time) {
  return absl::ToDoubleSeconds(time - absl::UnixEpoch());
}

void AddUnderWay(const Serving& serving, Exposition& page) {
  const LiveRpcs::Counts live = serving.live->counts();
  const Exposition::Metric rpcs{"wampbridge_rpcs_under_way",
                                "RPCs under way: calls count towards "
                                "limits.in_flight, streams towards "
                                "limits.streams."};
  page.Gauge(rpcs, {{"kind", "call"}}, static_cast<double>(live.calls));
  page.Gauge(rpcs, {{"kind", "stream"}}, static_cast<double>(live.streams));
  const Exposition::Metric limit{"wampbridge_rpcs_limit",
                                 "How many there may be: limits.in_flight and "
                                 "limits.streams."};
  const LiveRpcs::Limits& limits = serving.live->limits();
  page.Gauge(limit, {{"kind", "call"}}, static_cast<double>(limits.in_flight));
  page.Gauge(limit, {{"kind", "stream"}}, static_cast<double>(limits.streams));
  const LiveRpc::Backlog backlog = serving.live->backlog();
  page.Gauge({"wampbridge_backlog_events",
              "Events that Subscribe clients have not taken yet."},
             {}, static_cast<double>(backlog.events));
  page.Gauge({"wampbridge_backlog_bytes", "Octets of these events."}, {},
             static_cast<double>(backlog.octets));
}

void AddEvents(const ServingCounters& counters, Exposition& page) {
  page.Counter(
      {"wampbridge_events_sent_total", "Frames given to Subscribe clients."},
      {}, ValueOf(counters.events_sent));
  const Exposition::Metric gaps{"wampbridge_gaps_total",
                                "Gap frames on Subscribe streams, by reason."};
  page.Counter(gaps, {{"reason", "SESSION_LOST"}},
               ValueOf(counters.gaps.session_lost));
  page.Counter(gaps, {{"reason", "OVERFLOW"}}, ValueOf(counters.gaps.overflow));
  page.Counter(gaps, {{"reason", "UNDELIVERABLE"}},
               ValueOf(counters.gaps.undeliverable));
  page.Counter({"wampbridge_events_dropped_total",
                "Events that full queues dropped; their clients were told."},
               {}, ValueOf(counters.gaps.dropped));
}

void AddRpcs(const Serving& serving, Exposition& page) {
  page.Counter({"wampbridge_rpcs_cancelled_total",
                "RPCs that their clients ended or left."},
               {}, ValueOf(serving.counters.rpcs_cancelled));
  page.Counter({"wampbridge_answers_ignored_total",
                "Answers of Register clients to invocations that were over."},
               {}, ValueOf(serving.counters.answers_ignored));
  const RetryPolicy::Counts retries = serving.retries.counts();
  const Exposition::Metric made{"wampbridge_retries_total",
                                "Requests that the bridge tried again, by what "
                                "had become of the attempt before."};
  page.Counter(made, {{"after", "NOT_SENT"}},
               static_cast<double>(retries.not_sent));
  page.Counter(made, {{"after", "UNKNOWN"}},
               static_cast<double>(retries.unknown));
  page.Counter({"wampbridge_retries_over_budget_total",
                "Retries that `retry.budget` did not allow."},
               {}, static_cast<double>(retries.over_budget));
}

void AddConfiguration(const LiveConfiguration::State& state, Exposition& page) {
  page.Gauge({"wampbridge_config_generation",
              "Configurations that took effect since the start; 1: the first."},
             {}, static_cast<double>(state.generation));
  page.Gauge({"wampbridge_config_last_reload_timestamp_seconds",
              "When the one in force took effect."},
             {}, UnixSeconds(state.since));
  page.Counter({"wampbridge_config_refusals_total",
                "Changed configurations that were refused."},
               {}, static_cast<double>(state.refusals));
  for (const auto& [use, end] : state.certificate_ends) {
    page.Gauge({"wampbridge_certificate_expiry_timestamp_seconds",
                "When a certificate ends, by what it is for."},
               {{"use", use}}, UnixSeconds(end));
  }
}

void AddTracing(const Tracing::Counts& counts, Exposition& page) {
  page.Counter({"wampbridge_spans_exported_total",
                "Spans that the collector has taken."},
               {}, static_cast<double>(counts.exported));
  const Exposition::Metric lost{"wampbridge_spans_lost_total",
                                "Spans that it has not: the queue was full, or "
                                "they could not be exported."};
  page.Counter(lost, {{"reason", "queue_full"}},
               static_cast<double>(counts.dropped));
  page.Counter(lost, {{"reason", "export_failed"}},
               static_cast<double>(counts.failed));
}

// Those of callers only in sum: there may be thousands.
void AddCallers(const CallerIdentities::Snapshot& callers, Exposition& page) {
  const Exposition::Labels labels = {{"identity", callers.name}};
  page.Gauge({"wampbridge_caller_identities",
              "Callers that have sessions of their own."},
             labels, static_cast<double>(callers.identities));
  page.Gauge({"wampbridge_caller_identities_in_use",
              "Of them, those that an RPC is under way for."},
             labels, static_cast<double>(callers.in_use));
  page.Gauge({"wampbridge_caller_identities_limit",
              "How many there may be (max_identities)."},
             labels, static_cast<double>(callers.identities_max));
  page.Gauge({"wampbridge_callers_refused",
              "Callers that the router refused within the last 30 s."},
             labels, static_cast<double>(callers.refused));
  if (callers.next_expiry == absl::InfiniteFuture()) return;
  page.Gauge(
      {"wampbridge_caller_token_expiry_timestamp_seconds",
       "When the first of the tokens ends by which callers have sessions "
       "now."},
      labels, UnixSeconds(callers.next_expiry));
}

}  // namespace

std::string MetricsText(const StatusFacts& facts, const Identities& identities,
                        const RequestMetricsByIdentity& requests,
                        const Serving& serving, const Tracing* tracing) {
  Exposition page;
  AddProcessMetrics(page);
  AddState(facts.ready, serving, page);
  AddConfiguration(facts.configuration, page);
  AddUnderWay(serving, page);
  AddEvents(serving.counters, page);
  AddRpcs(serving, page);
  if (tracing != nullptr) AddTracing(tracing->counts(), page);
  for (const auto& [name, identity] : identities.all()) {
    AddPoolMetrics(identity->pool->Snapshot(), page);
  }
  for (const auto& [name, callers] : identities.per_caller()) {
    AddCallers(callers->Describe(), page);
  }
  AddRequestMetrics("", serving.counters.without_identity, page);
  requests.ForEach([&page](const std::string& name, const RequestMetrics& one) {
    AddRequestMetrics(name, one, page);
  });
  serving.uri_labels.ForEach(
      [&page](const std::string& label, const RequestMetrics& one) {
        AddLabelledMetrics(label, one, page);
      });
  return page.Text();
}

}  // namespace wampbridge::bridge
