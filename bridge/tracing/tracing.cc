// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/tracing.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <unistd.h>

#include <array>

#include "absl/strings/str_cat.h"
#include "bridge/access/watched_files.h"
#include "bridge/config/address.h"
#include "bridge/version.h"

namespace wampbridge::bridge {
namespace {

constexpr size_t kHostNameMax = 256;

// A pod's name is its host's.
std::string InstanceName() {
  std::array<char, kHostNameMax> host{};
  gethostname(host.data(), host.size() - 1);
  return absl::StrCat(host.data(), ":", getpid());
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(
    const config::v1::Tracing& config) {
  const auto url = ParseCollectorUrl(config.otlp_endpoint());
  if (!url.ok()) return url.status();
  if (!url->tls) {
    return grpc::CreateChannel(url->target, grpc::InsecureChannelCredentials());
  }
  grpc::SslCredentialsOptions tls;
  if (!config.ca_file().empty()) {
    const auto authorities = ReadWholeFile(config.ca_file());
    if (!authorities) {
      return absl::InvalidArgumentError(absl::StrCat(
          "telemetry.tracing.ca_file: ", config.ca_file(), " cannot be read"));
    }
    tls.pem_root_certs = *authorities;
  }
  return grpc::CreateChannel(url->target, grpc::SslCredentials(tls));
}

SpanExporter::Options ExporterOptions(const config::v1::Tracing& config) {
  SpanExporter::Options options;
  options.service = {.name = config.service_name(),
                     .version = std::string(kVersion),
                     .instance = InstanceName()};
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Tracing>> Tracing::Start(
    const config::v1::Tracing& config) {
  auto channel = OpenChannel(config);
  if (!channel.ok()) return channel.status();
  return std::unique_ptr<Tracing>(new Tracing(config, *channel));
}

Tracing::Tracing(const config::v1::Tracing& config,
                 const std::shared_ptr<grpc::Channel>& channel)
    : queue_(static_cast<size_t>(config.max_queued_spans())),
      tracer_(queue_,
              {.sample_ratio = config.sample_ratio(), .carry = config.carry()}),
      exporter_(queue_, channel, ExporterOptions(config)) {}

Tracing::Counts Tracing::counts() const {
  return {.exported = exporter_.exported(),
          .failed = exporter_.failed(),
          .dropped = queue_.dropped()};
}

}  // namespace wampbridge::bridge
