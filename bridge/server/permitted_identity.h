// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_PERMITTED_IDENTITY_H_
#define BRIDGE_SERVER_PERMITTED_IDENTITY_H_

#include <span>
#include <string_view>
#include <variant>

#include "bridge/access/caller.h"
#include "bridge/access/caller_rules.h"
#include "bridge/identities/identities.h"
#include "bridge/server/serving.h"

namespace wampbridge::bridge {

// The identity that a request of `caller` which names `name` (may be empty) is
// for, if the rules grant all its wishes; nothing has been sent before.
std::variant<Identities::Pointer, Failure> PermittedIdentity(
    const Serving& serving, const Caller& caller, std::string_view name,
    std::span<const Wish> wishes);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_PERMITTED_IDENTITY_H_
