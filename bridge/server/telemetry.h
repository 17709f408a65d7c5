// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_TELEMETRY_H_
#define BRIDGE_SERVER_TELEMETRY_H_

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/audit/audit_log.h"
#include "bridge/tracing/tracing.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// What the configuration wants to have written beside the log. Thread-safe.
class Telemetry {
 public:
  // InvalidArgument names the file that cannot be used. REQUIRES: the
  // configuration is valid.
  static absl::StatusOr<Telemetry> Start(const config::v1::Telemetry& config);

  // Each may be null: it is not wanted.
  AuditLog* audit() const { return audit_.get(); }
  const Tracing* tracing() const { return tracing_.get(); }
  Tracer* tracer() const { return tracing_ ? &tracing_->tracer() : nullptr; }

  void Change(const config::v1::Telemetry& config);
  // Writes what is left, for at most `grace`.
  void Stop(absl::Duration grace);

 private:
  Telemetry(std::unique_ptr<AuditLog> audit, std::unique_ptr<Tracing> tracing)
      : audit_(std::move(audit)), tracing_(std::move(tracing)) {}

  std::unique_ptr<AuditLog> audit_;
  std::unique_ptr<Tracing> tracing_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_TELEMETRY_H_
