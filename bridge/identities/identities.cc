// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/identities.h"

#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

void Identities::Add(Pointer identity) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string& name = identity->name;
  identities_.insert_or_assign(name, std::move(identity));
}

void Identities::Add(const std::string& name,
                     std::shared_ptr<CallerIdentities> callers) {
  const std::lock_guard<std::mutex> lock(mutex_);
  per_caller_.insert_or_assign(name, std::move(callers));
}

void Identities::Remove(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  identities_.erase(name);
  per_caller_.erase(name);
}

std::variant<Identities::Pointer, Failure> Identities::For(
    std::string_view name, const Caller& caller) const {
  std::shared_ptr<CallerIdentities> callers;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (name.empty() && identities_.size() + per_caller_.size() != 1) {
      return WhichOneLocked();
    }
    const auto shared =
        name.empty() ? identities_.begin() : identities_.find(name);
    if (shared != identities_.end()) return shared->second;
    const auto own =
        name.empty() ? per_caller_.begin() : per_caller_.find(name);
    if (own != per_caller_.end()) callers = own->second;
  }
  if (callers != nullptr) return callers->For(caller);
  return Rejected(absl::PermissionDeniedError(
      absl::StrCat("identity \"", std::string(name.substr(0, 64)),
                   "\" does not exist or is not allowed")));
}

Failure Identities::WhichOneLocked() const {
  std::set<std::string_view> names;
  for (const auto& [name, unused] : identities_) names.insert(name);
  for (const auto& [name, unused] : per_caller_) names.insert(name);
  const auto append = [](std::string* out, std::string_view name) {
    out->append(name);
  };
  return Rejected(absl::InvalidArgumentError(absl::StrCat(
      "identity: which one? There are ", absl::StrJoin(names, ", ", append))));
}

Identities::Shared Identities::all() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return identities_;
}

Identities::PerCaller Identities::per_caller() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return per_caller_;
}

}  // namespace wampbridge::bridge
