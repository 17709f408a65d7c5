// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/router.h"

#include <algorithm>
#include <utility>

namespace wampbridge::router {

absl::StatusOr<std::unique_ptr<Router>> Router::Create(
    const RouterOptions& options, RandomSource random) {
  const absl::Status valid = ValidateRouterOptions(options);
  if (!valid.ok()) return valid;
  std::unique_ptr<Router> router(new Router(std::move(random)));
  for (const auto& [name, realm_options] : options.realms) {
    auto realm = Realm::Create(realm_options, &router->ids_);
    if (!realm.ok()) return realm.status();
    router->realms_.emplace(name, *std::move(realm));
  }
  return router;
}

Realm* Router::FindRealm(std::string_view name) {
  const auto found = realms_.find(name);
  return found == realms_.end() ? nullptr : found->second.get();
}

std::optional<absl::Time> Router::PollTimeout() const {
  std::optional<absl::Time> next;
  for (const auto& [name, realm] : realms_) {
    const auto due = realm->dealer().PollTimeout();
    if (due.has_value()) next = std::min(*due, next.value_or(*due));
  }
  return next;
}

void Router::HandleTimeout(absl::Time now) {
  for (const auto& [name, realm] : realms_) realm->dealer().HandleTimeout(now);
}

}  // namespace wampbridge::router
