// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/admin_pages.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bridge/admin/page/status_html.h"
#include "bridge/config/address.h"
#include "bridge/server/metrics_page.h"
#include "bridge/server/status_page.h"

namespace wampbridge::bridge {
namespace {

bool IsReady(const AdminSources& from) {
  return from.health.Of("") == HealthState::Serving::kYes;
}

AdminPage ReadyPage(const AdminSources& from) {
  if (IsReady(from)) return {200, "text/plain", "ready\n"};
  if (from.serving.draining) return {503, "text/plain", "shutting down\n"};
  std::string waits;
  for (const auto& [name, identity] : from.identities.all()) {
    if (!identity->required) continue;
    const PoolSnapshot pool = identity->pool->Snapshot();
    if (pool.ever_joined) continue;
    // The error names the identity itself.
    absl::StrAppend(&waits,
                    pool.last_error.empty()
                        ? absl::StrCat("identity ", name, ": ", pool.state)
                        : pool.last_error,
                    "\n");
  }
  return {503, "text/plain", waits.empty() ? "shutting down\n" : waits};
}

AdminPage StatusPage(const AdminSources& from) {
  StatusFacts facts;
  facts.uptime = absl::Now() - from.started;
  facts.ready = IsReady(from);
  facts.configuration = from.configuration.Describe();
  facts.grpc_addresses = from.grpc_addresses;
  return {200, "application/json",
          StatusJson(facts, from.identities, from.serving)};
}

AdminPage MetricsPage(const AdminSources& from) {
  return {
      200, "text/plain; version=0.0.4; charset=utf-8",
      MetricsText(IsReady(from), from.configuration.Describe(), from.identities,
                  from.requests, from.serving, from.tracing)};
}

}  // namespace

absl::StatusOr<std::unique_ptr<AdminListener>> ServeAdminPages(
    const std::string& address, const AdminSources& sources) {
  const auto where = ParseListenAddress(address);
  if (!where.ok()) return where.status();
  AdminListener::Pages pages;
  pages["/"] = [] { return AdminPage{200, "text/html", kStatusHtml}; };
  pages["/healthz"] = [] { return AdminPage{200, "text/plain", "ok\n"}; };
  pages["/readyz"] = [sources] { return ReadyPage(sources); };
  pages["/metrics"] = [sources] { return MetricsPage(sources); };
  pages["/status"] = [sources] { return StatusPage(sources); };
  return AdminListener::Start(where->host, where->port, std::move(pages));
}

}  // namespace wampbridge::bridge
