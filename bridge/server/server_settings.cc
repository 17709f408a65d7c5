// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/server_settings.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bridge/access/caller_access.h"
#include "bridge/config/durations.h"
#include "wamp/uri_pattern.h"

namespace wampbridge::bridge {
namespace {

GrpcServer::Reflection ToReflection(config::v1::Reflection reflection) {
  switch (reflection) {
    case config::v1::REFLECTION_ANY:
      return GrpcServer::Reflection::kAny;
    case config::v1::REFLECTION_OFF:
      return GrpcServer::Reflection::kOff;
    default:
      return GrpcServer::Reflection::kAuthenticated;
  }
}

ReloadingCredentials::ClientCertificate ToClientCertificate(
    const config::v1::GrpcTls& tls) {
  using Client = ReloadingCredentials::ClientCertificate;
  switch (tls.client_cert()) {
    case config::v1::CLIENT_CERTIFICATE_OPTIONAL:
      return Client::kOptional;
    case config::v1::CLIENT_CERTIFICATE_REQUIRED:
      return Client::kRequired;
    default:
      return Client::kNone;
  }
}

OverflowPolicy ToPolicy(config::v1::Overflow overflow) {
  switch (overflow) {
    case config::v1::OVERFLOW_DROP_OLDEST:
      return OverflowPolicy::kDropOldest;
    case config::v1::OVERFLOW_CONFLATE:
      return OverflowPolicy::kConflate;
    default:
      return OverflowPolicy::kFail;
  }
}

}  // namespace

GrpcServer::Options GrpcOptionsFor(const config::v1::Config& config) {
  const config::v1::Grpc& grpc = config.grpc();
  GrpcServer::Options options;
  options.listen = {grpc.listen().begin(), grpc.listen().end()};
  options.tls = {.cert_file = grpc.tls().cert_file(),
                 .key_file = grpc.tls().key_file(),
                 .client_ca_file = grpc.tls().client_ca_file(),
                 .client_certificate = ToClientCertificate(grpc.tls())};
  options.unix_access = {.mode = grpc.unix().mode(),
                         .owner = grpc.unix().owner()};
  options.threads = config.threads().grpc();
  options.message_bytes_max = static_cast<size_t>(grpc.max_message_bytes());
  options.keepalive_time = ToDuration(grpc.keepalive().time());
  options.keepalive_timeout = ToDuration(grpc.keepalive().timeout());
  options.min_client_interval =
      ToDuration(grpc.keepalive().min_client_interval());
  options.permit_without_calls = grpc.keepalive().permit_without_calls();
  options.max_connection_age = ToDuration(grpc.max_connection_age());
  options.reflection = ToReflection(grpc.reflection());
  return options;
}

std::vector<std::string> PropagatedKeysFor(const config::v1::Config& config) {
  const auto& keys = config.metadata().propagate();
  return {keys.begin(), keys.end()};
}

ServingLimits ServingLimitsFor(const config::v1::Config& config) {
  const config::v1::Limits& from = config.limits();
  ServingLimits limits;
  limits.call_timeout = ToDuration(from.call_timeout());
  limits.call_timeout_max = ToDuration(from.call_timeout_max());
  limits.grpc_message_bytes_max =
      static_cast<size_t>(config.grpc().max_message_bytes());
  limits.topics_per_stream = static_cast<size_t>(from.topics_per_stream());
  limits.procedures_per_stream =
      static_cast<size_t>(from.procedures_per_stream());
  limits.concurrency = static_cast<size_t>(from.concurrency());
  limits.queue.events_max = static_cast<size_t>(from.queue().max_events());
  limits.queue.octets_max = static_cast<size_t>(from.queue().max_bytes());
  limits.queue.policy = ToPolicy(from.queue().overflow());
  limits.queue_events_ceiling =
      static_cast<size_t>(from.queue().ceiling_events());
  limits.queue_octets_ceiling =
      static_cast<size_t>(from.queue().ceiling_bytes());
  limits.overflow_drain = ToDuration(from.queue().overflow_drain());
  return limits;
}

UriLabels::Mapping UriLabelsFor(const config::v1::Config& config) {
  UriLabels::Mapping mapping;
  for (const auto& label : config.telemetry().metrics().uri_labels()) {
    if (auto pattern = wamp::UriPattern::Parse(label.pattern()); pattern.ok()) {
      mapping.emplace_back(*std::move(pattern), label.label());
    }
  }
  return mapping;
}

RetryPolicy::Options RetriesFor(const config::v1::Config& config) {
  const config::v1::Retry& from = config.retry();
  RetryPolicy::Options options;
  options.not_sent_attempts = from.not_sent().max_attempts();
  options.unknown_attempts = from.unknown().max_attempts();
  for (const std::string& text : from.unknown().procedures()) {
    auto pattern = wamp::UriPattern::Parse(text);
    if (pattern.ok()) {
      options.unknown_procedures.push_back(*std::move(pattern));
    }
  }
  options.budget = from.budget();
  return options;
}

LiveRpcs::Limits RpcLimitsFor(const config::v1::Config& config) {
  return {.in_flight = static_cast<size_t>(config.limits().in_flight()),
          .streams = static_cast<size_t>(config.limits().streams())};
}

absl::StatusOr<ErrorMapper> ErrorsFor(const config::v1::Config& config) {
  std::vector<ErrorRule> rules;
  for (const auto& [pattern, code] : config.errors()) {
    // The schema's codes have gRPC's numbers.
    rules.push_back({pattern, static_cast<grpc::StatusCode>(code)});
  }
  return ErrorMapper::Create(rules);
}

absl::Duration DrainTimeoutFor(const config::v1::Drain& drain) {
  return ToDuration(drain.timeout());
}

absl::Duration DrainDelayFor(const config::v1::Grpc& grpc,
                             const config::v1::Drain& drain) {
  const auto& listen = grpc.listen();
  const bool local = std::all_of(
      listen.begin(), listen.end(),
      [](const std::string& address) { return IsLocalListener(address); });
  return local ? absl::ZeroDuration() : ToDuration(drain.delay());
}

}  // namespace wampbridge::bridge
