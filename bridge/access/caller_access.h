// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ACCESS_CALLER_ACCESS_H_
#define BRIDGE_ACCESS_CALLER_ACCESS_H_

#include <optional>
#include <string_view>

#include "bridge/errors/failure.h"

namespace wampbridge::bridge {

// Whether a gRPC peer, as gRPC names it ("ipv4:127.0.0.1:4711",
// "ipv6:%5B::1%5D:4711", "unix:"), is on this machine.
bool IsLocalPeer(std::string_view peer);

// Whether a listening address ("127.0.0.1:50051", "[::1]:0", "localhost:1",
// "unix:///run/x.sock") can be reached from this machine only.
bool IsLocalListener(std::string_view address);

// Who may call: those on this machine, and everyone if the configuration says
// `callers: {insecure_any: true}`. Immutable, so safe on any thread.
class CallerAccess {
 public:
  enum class Allowed { kLocalOnly, kEveryone };

  explicit CallerAccess(Allowed allowed) : allowed_(allowed) {}

  bool allows_local_only() const { return allowed_ == Allowed::kLocalOnly; }
  // nullopt: may call.
  std::optional<Failure> Check(std::string_view peer) const;

 private:
  Allowed allowed_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ACCESS_CALLER_ACCESS_H_
