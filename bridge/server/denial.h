// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_DENIAL_H_
#define BRIDGE_SERVER_DENIAL_H_

#include <string>
#include <string_view>

#include "bridge/access/caller.h"
#include "bridge/errors/failure.h"
#include "bridge/server/serving.h"

namespace wampbridge::bridge {

// Who was denied what, as far as that is known.
struct Denial {
  const Caller* caller = nullptr;
  std::string_view identity;
  std::string peer;  // in gRPC's words
};

// Tells the audit log, where there is one and the failure is a denial. From any
// thread.
void AuditDenial(const Serving& serving, const Denial& denial,
                 const Failure& failure);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_DENIAL_H_
