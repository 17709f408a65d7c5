// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "bridge/config/address.h"
#include "bridge/config/suggestion.h"
#include "bridge/config/validator.h"
#include "wamp/uri.h"

namespace wampbridge::bridge {
namespace {

using config::v1::DevPrincipal;
using config::v1::DevRealm;
using config::v1::DevRole;

constexpr std::size_t kPublicKeyDigits = 64;

absl::Status CheckListen(const config::v1::DevRouter& router,
                         const SourceMap& sources) {
  for (int i = 0; i < router.listen_size(); ++i) {
    const KeyPath path = KeyPath()
                             .Child("dev_router")
                             .Child("listen")
                             .Element(static_cast<std::size_t>(i));
    // Port 0 is a free one, which no client could dial but a listener can.
    std::string text = router.listen(i);
    if (const std::size_t zero = text.find(":0");
        zero != std::string::npos &&
        (zero + 2 == text.size() || text[zero + 2] == '/')) {
      text.replace(zero, 2, ":1");
    }
    const absl::StatusOr<RouterUrl> url = ParseRouterUrl(text);
    if (!url.ok()) {
      return sources.Error(path, std::string(url.status().message()));
    }
    if (url->scheme != RouterUrl::Scheme::kWs &&
        url->scheme != RouterUrl::Scheme::kTcp) {
      return sources.Error(path, "must begin with ws:// or tcp://");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPrincipal(const DevPrincipal& principal, const KeyPath& path,
                            const SourceMap& sources) {
  if (principal.ticket().empty() && principal.authorized_keys().empty()) {
    return sources.Error(path, "must have a ticket or authorized_keys");
  }
  for (int i = 0; i < principal.authorized_keys_size(); ++i) {
    const std::string& key = principal.authorized_keys(i);
    if (key.size() != kPublicKeyDigits ||
        key.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
      return sources.Error(
          path.Child("authorized_keys").Element(static_cast<std::size_t>(i)),
          "must be an Ed25519 public key: 64 hexadecimal digits");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRoleName(const std::string& role, const DevRealm& realm,
                           const KeyPath& path, const SourceMap& sources) {
  if (realm.roles().contains(role)) return absl::OkStatus();
  return sources.Error(path, "\"" + role + "\" is not a role of this realm; " +
                                 Suggest(role, SortedNames(realm.roles())));
}

absl::Status CheckPermissions(const DevRole& role, const KeyPath& path,
                              const SourceMap& sources) {
  for (int i = 0; i < role.permissions_size(); ++i) {
    const std::string& uri = role.permissions(i).uri();
    // `**` is special at the end only, and `*` as a whole component.
    const std::size_t stars = uri.find("**");
    const bool inside = stars != std::string::npos && stars + 2 != uri.size();
    if (inside || !wamp::ValidateUri(uri).ok()) {
      return sources.Error(
          path.Element(static_cast<std::size_t>(i)).Child("uri"),
          "must be a URI, with * for one component and a last ** for one or "
          "more");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRealm(const DevRealm& realm, const KeyPath& path,
                        const SourceMap& sources) {
  absl::Status status;
  if (!realm.anonymous_role().empty()) {
    status = CheckRoleName(realm.anonymous_role(), realm,
                           path.Child("anonymous_role"), sources);
  }
  for (const std::string& name : SortedNames(realm.users())) {
    if (!status.ok()) return status;
    status =
        CheckRoleName(realm.users().at(name).role(), realm,
                      path.Child("users").Child(name).Child("role"), sources);
  }
  for (const std::string& name : SortedNames(realm.principals())) {
    const KeyPath principal = path.Child("principals").Child(name);
    if (!status.ok()) return status;
    status = CheckRoleName(realm.principals().at(name).role(), realm,
                           principal.Child("role"), sources);
    if (!status.ok()) return status;
    status = CheckPrincipal(realm.principals().at(name), principal, sources);
  }
  for (const std::string& name : SortedNames(realm.roles())) {
    if (!status.ok()) return status;
    status = CheckPermissions(realm.roles().at(name),
                              path.Child("roles").Child(name), sources);
  }
  return status;
}

}  // namespace

absl::Status ValidateDevRouter(const config::v1::Config& config,
                               const SourceMap& sources) {
  if (!config.has_dev_router()) return absl::OkStatus();
  absl::Status status = CheckListen(config.dev_router(), sources);
  for (const std::string& name : SortedNames(config.dev_router().realms())) {
    if (!status.ok()) return status;
    status = CheckRealm(
        config.dev_router().realms().at(name),
        KeyPath().Child("dev_router").Child("realms").Child(name), sources);
  }
  return status;
}

}  // namespace wampbridge::bridge
