// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/identities.h"

#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

void Identities::Add(Identity identity) {
  std::string name = identity.name;
  identities_.insert_or_assign(
      std::move(name), std::make_shared<const Identity>(std::move(identity)));
}

void Identities::Add(const std::string& name,
                     std::shared_ptr<CallerIdentities> callers) {
  per_caller_.insert_or_assign(name, std::move(callers));
}

std::variant<Identities::Pointer, Failure> Identities::For(
    std::string_view name, const Caller& caller) const {
  if (name.empty() && identities_.size() + per_caller_.size() == 1) {
    if (per_caller_.empty()) return identities_.begin()->second;
    return per_caller_.begin()->second->For(caller);
  }
  if (name.empty()) return WhichOne();
  if (const auto shared = identities_.find(name); shared != identities_.end()) {
    return shared->second;
  }
  if (const auto own = per_caller_.find(name); own != per_caller_.end()) {
    return own->second->For(caller);
  }
  return Rejected(absl::PermissionDeniedError(
      absl::StrCat("identity \"", std::string(name.substr(0, 64)),
                   "\" does not exist or is not allowed")));
}

Failure Identities::WhichOne() const {
  std::set<std::string_view> names;
  for (const auto& [name, unused] : identities_) names.insert(name);
  for (const auto& [name, unused] : per_caller_) names.insert(name);
  const auto append = [](std::string* out, std::string_view name) {
    out->append(name);
  };
  return Rejected(absl::InvalidArgumentError(absl::StrCat(
      "identity: which one? There are ", absl::StrJoin(names, ", ", append))));
}

}  // namespace wampbridge::bridge
