// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_RPC_ADMISSION_H_
#define BRIDGE_SERVER_RPC_ADMISSION_H_

#include <grpcpp/server_context.h>

#include <cstddef>
#include <memory>
#include <variant>

#include "bridge/access/caller.h"
#include "bridge/access/caller_limits.h"
#include "bridge/errors/failure.h"
#include "bridge/server/rpc_kind.h"
#include "bridge/server/serving.h"

namespace wampbridge::bridge {

// An RPC that may go on.
struct AdmittedRpc {
  std::shared_ptr<const Caller> caller;
  CallerLimits::TicketPointer ticket;  // null: its use is not limited
};

// Who calls. Denials are audited.
std::variant<std::shared_ptr<const Caller>, Failure> AdmitCaller(
    Serving& serving, const grpc::ServerContext& context);

// Finds out whose RPC it is, and whether there is a place for it within what
// its caller may use; `octets` came with its beginning. Denials are audited.
// REQUIRES: it is not kFree, which asks for no credentials.
std::variant<AdmittedRpc, Failure> AdmitRpc(Serving& serving,
                                            const grpc::ServerContext& context,
                                            RpcKind kind, size_t octets);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_RPC_ADMISSION_H_
