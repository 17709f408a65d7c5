// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/admin_pages.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/admin/page/status_html.h"
#include "bridge/config/address.h"
#include "bridge/server/metrics_page.h"
#include "bridge/server/status_page.h"

namespace wampbridge::bridge {
namespace {

AdminPage ReadyPage(const AdminSources& from) {
  if (from.ready()) return {200, "text/plain", "ready\n"};
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
  return {200, "application/json",
          StatusJson(from.status(), from.identities, from.serving)};
}

AdminPage MetricsPage(const AdminSources& from) {
  return {200, "text/plain; version=0.0.4; charset=utf-8",
          MetricsText(from.status(), from.identities, from.requests,
                      from.serving, from.tracing)};
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
