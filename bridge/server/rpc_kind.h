// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_RPC_KIND_H_
#define BRIDGE_SERVER_RPC_KIND_H_

namespace wampbridge::bridge {

// What an RPC counts as towards limits, and how it ends when the server goes
// down.
enum class RpcKind {
  kCall,    // limits.in_flight; may finish
  kStream,  // limits.streams; is ended
  kFree,    // health: always served, to everybody
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_RPC_KIND_H_
