// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_ADMIN_PAGES_H_
#define BRIDGE_SERVER_ADMIN_PAGES_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "bridge/admin/admin_listener.h"
#include "bridge/identities/identities.h"
#include "bridge/metrics/request_metrics_by_identity.h"
#include "bridge/server/serving.h"
#include "bridge/server/status_facts.h"
#include "bridge/tracing/tracing.h"

namespace wampbridge::bridge {

// What the admin listener's pages are made of. All that it refers to outlives
// the listener.
struct AdminSources {
  const Identities& identities;
  const RequestMetricsByIdentity& requests;
  const Serving& serving;
  const Tracing* tracing;  // null: nothing is traced
  std::function<bool()> ready;
  StatusSource status;
};

// Listens on `address`, HOST:PORT, for these pages: "/" for people, "/healthz"
// and "/readyz" for probes, "/metrics" for Prometheus, "/status" for programs.
absl::StatusOr<std::unique_ptr<AdminListener>> ServeAdminPages(
    const std::string& address, const AdminSources& sources);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_ADMIN_PAGES_H_
