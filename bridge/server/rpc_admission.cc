// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/rpc_admission.h"

#include <utility>

#include "absl/time/clock.h"
#include "bridge/server/denial.h"

namespace wampbridge::bridge {

std::variant<std::shared_ptr<const Caller>, Failure> AdmitCaller(
    Serving& serving, const grpc::ServerContext& context) {
  Gatekeeper::Admission admission = serving.gatekeeper.Admit(context);
  if (const auto* failure = std::get_if<Failure>(&admission)) {
    AuditDenial(serving,
                {.caller = nullptr, .identity = {}, .peer = context.peer()},
                *failure);
  }
  return admission;
}

std::variant<AdmittedRpc, Failure> AdmitRpc(Serving& serving,
                                            const grpc::ServerContext& context,
                                            RpcKind kind, size_t octets) {
  auto admission = AdmitCaller(serving, context);
  if (auto* failure = std::get_if<Failure>(&admission)) {
    return std::move(*failure);
  }
  AdmittedRpc admitted;
  admitted.caller =
      std::get<std::shared_ptr<const Caller>>(std::move(admission));
  const auto limits = serving.gatekeeper.LimitsOf(*admitted.caller);
  if (!limits) return admitted;
  auto entered = serving.caller_limits.Enter(*admitted.caller, *limits,
                                             kind == RpcKind::kCall
                                                 ? CallerLimits::Kind::kCall
                                                 : CallerLimits::Kind::kStream,
                                             octets, absl::Now());
  if (auto* failure = std::get_if<Failure>(&entered)) {
    return std::move(*failure);
  }
  admitted.ticket = std::get<CallerLimits::TicketPointer>(std::move(entered));
  return admitted;
}

}  // namespace wampbridge::bridge
