// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/identities.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

RouterTraits TraitsOf(const Identity& identity,
                      const transport::ClientConnection& connection) {
  return RouterTraits{
      .name = identity.router,
      .has =
          [&connection](std::string_view role, std::string_view feature) {
            return connection.RouterHas(role, feature);
          },
      .extra_options = &identity.extra_options};
}

void Identities::Add(Identity identity) {
  std::string name = identity.name;
  identities_.insert_or_assign(
      std::move(name), std::make_shared<const Identity>(std::move(identity)));
}

std::variant<Identities::Pointer, Failure> Identities::For(
    std::string_view name, const Caller& /*caller*/) const {
  if (name.empty() && identities_.size() == 1) {
    return identities_.begin()->second;
  }
  if (name.empty()) {
    const auto append = [](std::string* out, const auto& entry) {
      out->append(entry.first);
    };
    return Rejected(absl::InvalidArgumentError(
        absl::StrCat("identity: which one? There are ",
                     absl::StrJoin(identities_, ", ", append))));
  }
  const auto found = identities_.find(name);
  if (found != identities_.end()) return found->second;
  return Rejected(absl::PermissionDeniedError(
      absl::StrCat("identity \"", std::string(name.substr(0, 64)),
                   "\" does not exist or is not allowed")));
}

}  // namespace wampbridge::bridge
