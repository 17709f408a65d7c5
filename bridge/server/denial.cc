// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/denial.h"

#include "absl/time/clock.h"

namespace wampbridge::bridge {

void AuditDenial(const Serving& serving, const Denial& denial,
                 const Failure& failure) {
  if (serving.audit == nullptr) return;
  if (failure.code != grpc::StatusCode::PERMISSION_DENIED &&
      failure.code != grpc::StatusCode::UNAUTHENTICATED) {
    return;
  }
  AuditLog::Facts facts = {{"peer", denial.peer},
                           {"identity", std::string(denial.identity)},
                           {"why", failure.message}};
  if (denial.caller != nullptr) {
    facts.emplace_back("subject", denial.caller->subject);
    facts.emplace_back("issuer", denial.caller->issuer);
    facts.emplace_back("proof", std::string(NameOf(denial.caller->proof)));
    facts.emplace_back("listener", denial.caller->listener);
  }
  serving.audit->Write("denied", facts, absl::Now());
}

}  // namespace wampbridge::bridge
