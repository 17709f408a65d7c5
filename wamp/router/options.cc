// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/options.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "auth/key_derivation.h"
#include "wamp/uri.h"
#include "wamp/uri_pattern.h"

namespace wampbridge::router {
namespace {

absl::Status CheckRole(const RealmOptions& realm, const std::string& where,
                       const std::string& role) {
  if (role.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": role is missing"));
  }
  if (!realm.roles.contains(role)) {
    return absl::InvalidArgumentError(absl::StrCat(
        where, ": role \"", role, "\" is not among the realm's roles"));
  }
  return absl::OkStatus();
}

absl::Status CheckUser(const UserOptions& user, const std::string& where) {
  if (user.secret.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, ": secret is missing"));
  }
  const absl::Status derivation =
      auth::KeyDerivation{.salt = user.salt,
                          .iterations = user.iterations,
                          .keylen = user.keylen}
          .Check();
  if (!derivation.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, ": ", std::string(derivation.message())));
  }
  return absl::OkStatus();
}

bool IsPublicKey(std::string_view key) {
  return key.size() == 64 &&
         std::all_of(key.begin(), key.end(), absl::ascii_isxdigit);
}

absl::Status CheckPrincipal(const PrincipalOptions& principal,
                            const std::string& where) {
  if (principal.ticket.empty() && principal.authorized_keys.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, ": has neither ticket nor authorized_keys"));
  }
  for (const std::string& key : principal.authorized_keys) {
    if (!IsPublicKey(key)) {
      return absl::InvalidArgumentError(absl::StrCat(
          where, ".authorized_keys: \"", key, "\" is not 64 hex digits"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRoles(const RealmOptions& realm, const std::string& where) {
  for (const auto& [name, rules] : realm.roles) {
    for (const RuleOptions& rule : rules) {
      const auto pattern = wamp::UriPattern::Parse(rule.uri);
      if (!pattern.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat(where, ".roles.", name, ": uri \"", rule.uri,
                         "\": ", std::string(pattern.status().message())));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRealm(const RealmOptions& realm, const std::string& where) {
  if (!realm.anonymous_role.empty()) {
    absl::Status role = CheckRole(realm, absl::StrCat(where, ".anonymous_role"),
                                  realm.anonymous_role);
    if (!role.ok()) return role;
  }
  for (const auto& [authid, user] : realm.users) {
    const std::string key = absl::StrCat(where, ".users.", authid);
    absl::Status status = CheckRole(realm, key, user.role);
    if (status.ok()) status = CheckUser(user, key);
    if (!status.ok()) return status;
  }
  for (const auto& [authid, principal] : realm.principals) {
    const std::string key = absl::StrCat(where, ".principals.", authid);
    absl::Status status = CheckRole(realm, key, principal.role);
    if (status.ok()) status = CheckPrincipal(principal, key);
    if (!status.ok()) return status;
  }
  return CheckRoles(realm, where);
}

}  // namespace

std::string_view ActionName(Action action) {
  switch (action) {
    case Action::kCall:
      return "call";
    case Action::kRegister:
      return "register";
    case Action::kPublish:
      return "publish";
    case Action::kSubscribe:
      return "subscribe";
  }
  return "unknown";
}

absl::Status ValidateRouterOptions(const RouterOptions& options) {
  if (options.listen.empty()) {
    return absl::InvalidArgumentError("listen: no address");
  }
  if (options.realms.empty()) {
    return absl::InvalidArgumentError("realms: none");
  }
  for (const auto& [name, realm] : options.realms) {
    const absl::Status uri = wamp::ValidateUri(name);
    if (!uri.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "realms: \"", name, "\" is not a URI: ", std::string(uri.message())));
    }
    absl::Status status = CheckRealm(realm, absl::StrCat("realms.", name));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

RouterOptions OpenRouterOptions() {
  RealmOptions realm;
  realm.anonymous_role = "anonymous";
  realm.roles["anonymous"] = {
      RuleOptions{.uri = "**",
                  .allow = {Action::kCall, Action::kRegister, Action::kPublish,
                            Action::kSubscribe}},
      RuleOptions{.uri = "wamp.**",
                  .allow = {Action::kCall, Action::kSubscribe}}};
  RouterOptions options;
  options.listen = {"ws://127.0.0.1:0/ws"};
  options.realms["realm1"] = std::move(realm);
  return options;
}

}  // namespace wampbridge::router
