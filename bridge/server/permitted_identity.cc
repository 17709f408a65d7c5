// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/permitted_identity.h"

#include <string>

#include "bridge/server/denial.h"

namespace wampbridge::bridge {

namespace {

std::variant<Identities::Pointer, Failure> Find(const Serving& serving,
                                                const Caller& caller,
                                                std::string_view name,
                                                std::span<const Wish> wishes) {
  if (!serving.gatekeeper.has_rules()) {
    return serving.identities.For(name, caller);
  }
  const auto permission = serving.gatekeeper.Permit(caller, name, wishes);
  if (const auto* failure = std::get_if<Failure>(&permission)) return *failure;
  return serving.identities.For(std::get<std::string>(permission), caller);
}

}  // namespace

std::variant<Identities::Pointer, Failure> PermittedIdentity(
    const Serving& serving, const Caller& caller, std::string_view name,
    std::span<const Wish> wishes) {
  auto found = Find(serving, caller, name, wishes);
  if (const auto* failure = std::get_if<Failure>(&found)) {
    AuditDenial(serving, {.caller = &caller, .identity = name, .peer = {}},
                *failure);
  }
  return found;
}

}  // namespace wampbridge::bridge
