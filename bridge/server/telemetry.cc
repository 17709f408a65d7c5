// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/telemetry.h"

namespace wampbridge::bridge {

absl::StatusOr<Telemetry> Telemetry::Start(
    const config::v1::Telemetry& config) {
  std::unique_ptr<AuditLog> audit;
  if (const std::string& file = config.audit().file(); !file.empty()) {
    auto opened = AuditLog::Open(file);
    if (!opened.ok()) return opened.status();
    audit = *std::move(opened);
  }
  std::unique_ptr<Tracing> tracing;
  if (!config.tracing().otlp_endpoint().empty()) {
    auto started = Tracing::Start(config.tracing());
    if (!started.ok()) return started.status();
    tracing = *std::move(started);
  }
  return Telemetry(std::move(audit), std::move(tracing));
}

void Telemetry::Change(const config::v1::Telemetry& config) {
  if (Tracer* const tracer = this->tracer()) {
    tracer->SetSampleRatio(config.tracing().sample_ratio());
  }
}

void Telemetry::Stop(absl::Duration grace) {
  if (tracing_ != nullptr) tracing_->Stop(grace);
}

}  // namespace wampbridge::bridge
