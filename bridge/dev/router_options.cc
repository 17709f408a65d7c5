// SPDX-License-Identifier: Apache-2.0
#include "bridge/dev/router_options.h"

#include <utility>
#include <vector>

namespace wampbridge::bridge {
namespace {

using router::Action;
using router::RuleOptions;

std::vector<Action> ToActions(const config::v1::DevPermission& permission) {
  std::vector<Action> actions;
  for (const int action : permission.allow()) {
    switch (action) {
      case config::v1::DEV_ACTION_CALL:
        actions.push_back(Action::kCall);
        break;
      case config::v1::DEV_ACTION_REGISTER:
        actions.push_back(Action::kRegister);
        break;
      case config::v1::DEV_ACTION_PUBLISH:
        actions.push_back(Action::kPublish);
        break;
      case config::v1::DEV_ACTION_SUBSCRIBE:
        actions.push_back(Action::kSubscribe);
        break;
      default:  // The loader lets no other through.
        break;
    }
  }
  return actions;
}

router::UserOptions ToUser(const config::v1::DevUser& user) {
  return {.role = user.role(),
          .secret = user.secret(),
          .salt = user.salt(),
          .iterations = static_cast<int>(user.iterations()),
          .keylen = static_cast<int>(user.keylen())};
}

router::PrincipalOptions ToPrincipal(
    const config::v1::DevPrincipal& principal) {
  return {.role = principal.role(),
          .ticket = principal.ticket(),
          .authorized_keys = {principal.authorized_keys().begin(),
                              principal.authorized_keys().end()}};
}

router::RealmOptions ToRealm(const config::v1::DevRealm& realm) {
  router::RealmOptions options;
  options.anonymous_role = realm.anonymous_role();
  for (const auto& [authid, user] : realm.users()) {
    options.users[authid] = ToUser(user);
  }
  for (const auto& [authid, principal] : realm.principals()) {
    options.principals[authid] = ToPrincipal(principal);
  }
  for (const auto& [name, role] : realm.roles()) {
    std::vector<RuleOptions>& rules = options.roles[name];
    for (const auto& permission : role.permissions()) {
      rules.push_back({.uri = permission.uri(),
                       .allow = ToActions(permission),
                       .disclose = permission.disclose()});
    }
  }
  return options;
}

}  // namespace

router::RouterOptions ToRouterOptions(const config::v1::DevRouter& dev_router) {
  router::RouterOptions options = router::OpenRouterOptions();
  options.listen = {dev_router.listen().begin(), dev_router.listen().end()};
  if (dev_router.realms().empty()) return options;
  options.realms.clear();
  for (const auto& [name, realm] : dev_router.realms()) {
    options.realms[name] = ToRealm(realm);
  }
  return options;
}

}  // namespace wampbridge::bridge
