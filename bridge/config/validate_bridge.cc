// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "bridge/config/address.h"
#include "bridge/config/durations.h"
#include "bridge/config/scalar.h"
#include "bridge/config/validator.h"
#include "bridge/errors/error_mapper.h"

namespace wampbridge::bridge {
namespace {

absl::Status CheckGrpc(const config::v1::Config& config,
                       const SourceMap& sources) {
  const KeyPath grpc = KeyPath().Child("grpc");
  const KeyPath listen = grpc.Child("listen");
  std::set<std::string> seen;
  for (int i = 0; i < config.grpc().listen_size(); ++i) {
    const std::string& text = config.grpc().listen(i);
    const KeyPath path = listen.Element(static_cast<std::size_t>(i));
    const absl::StatusOr<ListenAddress> address = ParseListenAddress(text);
    if (!address.ok()) {
      return sources.Error(path, std::string(address.status().message()));
    }
    if ((address->IsUnix() || address->port != 0) &&
        !seen.insert(text).second) {
      return sources.Error(path, "is there twice; leave one of them");
    }
  }
  const std::string& mode = config.grpc().unix().mode();
  const bool octal = (mode.size() == 3 || mode.size() == 4) &&
                     mode.find_first_not_of("01234567") == std::string::npos;
  if (!octal) {
    return sources.Error(grpc.Child("unix").Child("mode"),
                         "must be octal, such as \"0660\"");
  }
  return absl::OkStatus();
}

absl::Status CheckAdmin(const config::v1::Config& config,
                        const SourceMap& sources) {
  const KeyPath path = KeyPath().Child("admin").Child("listen");
  const absl::StatusOr<ListenAddress> address =
      ParseListenAddress(config.admin().listen());
  if (!address.ok()) {
    return sources.Error(path, std::string(address.status().message()));
  }
  if (address->IsUnix()) {
    return sources.Error(path,
                         "must be HOST:PORT; HTTP is not served on Unix "
                         "sockets");
  }
  return absl::OkStatus();
}

absl::Status CheckLimits(const config::v1::Limits& limits,
                         const SourceMap& sources) {
  const KeyPath path = KeyPath().Child("limits");
  if (ToDuration(limits.call_timeout()) >
      ToDuration(limits.call_timeout_max())) {
    return sources.Error(path.Child("call_timeout"),
                         "must be at most call_timeout_max, which is " +
                             FormatDuration(limits.call_timeout_max()));
  }
  const config::v1::QueueLimits& queue = limits.queue();
  const KeyPath queue_path = path.Child("queue");
  if (queue.max_events() > queue.ceiling_events()) {
    return sources.Error(queue_path.Child("max_events"),
                         "must be at most ceiling_events, which is " +
                             std::to_string(queue.ceiling_events()));
  }
  if (queue.max_bytes() > queue.ceiling_bytes()) {
    return sources.Error(queue_path.Child("max_bytes"),
                         "must be at most ceiling_bytes, which is " +
                             FormatBytes(queue.ceiling_bytes()));
  }
  return absl::OkStatus();
}

// What the mapper of errors will not take, at the key's place.
absl::Status CheckErrors(const config::v1::Config& config,
                         const SourceMap& sources) {
  for (const std::string& pattern : SortedNames(config.errors())) {
    const auto code =
        static_cast<grpc::StatusCode>(config.errors().at(pattern));
    const absl::Status rule = ErrorMapper::Create({{pattern, code}}).status();
    if (rule.ok()) continue;
    // It says `errors: "PATTERN": ` first, as we do.
    std::string message(rule.message());
    const std::string place = "errors: \"" + pattern + "\": ";
    if (message.starts_with(place)) message.erase(0, place.size());
    return sources.Error(KeyPath().Child("errors").Child(pattern), message);
  }
  return absl::OkStatus();
}

bool HasOnly(const std::string& text, const char* others) {
  return std::ranges::all_of(text, [others](char octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') ||
           std::string_view(others).find(octet) != std::string_view::npos;
  });
}

// The name of an option must be one that every router lets pass (basic profile,
// "Attribute keys"); that of a kwarg needs no escapes in any serializer.
absl::Status CheckMetadata(const config::v1::Metadata& metadata,
                           const SourceMap& sources) {
  const KeyPath path = KeyPath().Child("metadata");
  const std::string& name = metadata.name();
  const bool is_private = (name.starts_with('_') && name.size() >= 4) ||
                          (name.starts_with("x_") && name.size() >= 3);
  if (metadata.carry_in() == config::v1::METADATA_CARRIER_OPTION &&
      !(is_private && HasOnly(name, "_"))) {
    return sources.Error(path.Child("name"),
                         "must be _[a-z0-9_]{3,} or x_[a-z0-9_]+ where "
                         "carry_in is option");
  }
  if (!HasOnly(name, "_")) {
    return sources.Error(path.Child("name"), "must be [a-z0-9_]+");
  }
  for (int i = 0; i < metadata.propagate_size(); ++i) {
    const std::string& key = metadata.propagate(i);
    const bool text = !key.empty() && HasOnly(key, "_.-") &&
                      !key.ends_with("-bin") && !key.starts_with("grpc-");
    if (text) continue;
    return sources.Error(
        path.Child("propagate").Element(static_cast<std::size_t>(i)),
        "must be a key of gRPC metadata with text, "
        "[a-z0-9_.-]+, without -bin and not gRPC's own");
  }
  return absl::OkStatus();
}

constexpr int kUriLabelsMax = 100;

absl::Status CheckUriLabels(const config::v1::Metrics& metrics,
                            const SourceMap& sources) {
  const KeyPath path =
      KeyPath().Child("telemetry").Child("metrics").Child("uri_labels");
  if (metrics.uri_labels_size() > kUriLabelsMax) {
    return sources.Error(path, "must have at most 100: each is a time series");
  }
  for (int i = 0; i < metrics.uri_labels_size(); ++i) {
    const KeyPath own = path.Element(static_cast<std::size_t>(i));
    const config::v1::UriLabel& label = metrics.uri_labels(i);
    absl::Status status =
        ValidateUriPattern(label.pattern(), own.Child("pattern"), sources);
    if (!status.ok()) return status;
    if (!HasOnly(label.label(), "_.-")) {
      return sources.Error(own.Child("label"), "must be [a-z0-9_.-]+");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTracing(const config::v1::Tracing& tracing,
                          const SourceMap& sources) {
  const KeyPath path = KeyPath().Child("telemetry").Child("tracing");
  const std::string& endpoint = tracing.otlp_endpoint();
  if (endpoint.empty()) {
    if (!tracing.carry()) return absl::OkStatus();
    return sources.Error(path.Child("carry"),
                         "needs otlp_endpoint: without it nothing is traced");
  }
  const auto url = ParseCollectorUrl(endpoint);
  if (!url.ok()) {
    return sources.Error(path.Child("otlp_endpoint"),
                         std::string(url.status().message()));
  }
  if (!tracing.ca_file().empty() && !url->tls) {
    return sources.Error(path.Child("ca_file"),
                         "is for an endpoint that begins with https://");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateBridge(const config::v1::Config& config,
                            const SourceMap& sources) {
  absl::Status status = CheckGrpc(config, sources);
  if (status.ok()) status = CheckAdmin(config, sources);
  if (status.ok()) status = CheckLimits(config.limits(), sources);
  if (status.ok()) status = CheckErrors(config, sources);
  if (status.ok()) {
    status = ValidateUriPatterns(
        config.retry().unknown().procedures(),
        KeyPath().Child("retry").Child("unknown").Child("procedures"), sources);
  }
  if (status.ok()) status = CheckMetadata(config.metadata(), sources);
  if (status.ok()) {
    status = CheckTracing(config.telemetry().tracing(), sources);
  }
  if (status.ok()) {
    status = CheckUriLabels(config.telemetry().metrics(), sources);
  }
  return status;
}

}  // namespace wampbridge::bridge
