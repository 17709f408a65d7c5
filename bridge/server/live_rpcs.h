// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_LIVE_RPCS_H_
#define BRIDGE_SERVER_LIVE_RPCS_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/server/published.h"
#include "bridge/server/rpc_kind.h"

namespace wampbridge::bridge {

// What LiveRpcs knows of an RPC.
class LiveRpc {
 public:
  // What its client has not taken yet.
  struct Backlog {
    size_t events = 0;
    size_t octets = 0;  // of these events
  };

  // A stream as people want to see it.
  struct Description {
    std::string kind;         // "Subscribe", "PublishStream", "Register"
    std::string client_name;  // as its client says; may be empty
    std::string peer;         // where its client is, in gRPC's words
    std::string identity;
    std::string caller;  // the subject that was proven; may be empty
    std::string proof;   // by what: "jwt", "mtls", "none"
    std::string of;      // its topics or procedures: the first, and how many
    Backlog backlog;     // for PublishStream: publications unanswered
    size_t running = 0;  // Register: invocations that have no answer yet
    uint64_t gaps = 0;   // Subscribe: gap frames
  };

  virtual ~LiveRpc() = default;

  virtual RpcKind kind() const = 0;
  // From any thread.
  virtual Backlog backlog() { return {}; }
  // nullopt: it is no stream, or has not been accepted yet. From any thread.
  virtual std::optional<Description> Describe() { return std::nullopt; }
  // The server goes down (architecture.md "Drain"): step 2, streams without an
  // end of their own end now. From any thread.
  virtual void OnDrain() {}
  // The end of step 3: it has to end now, ABORTED and UNKNOWN. From any thread.
  virtual void OnAbort() = 0;
  // The rules have changed: a stream that they forbid ends now. From any
  // thread.
  virtual void OnRulesChanged() {}
  virtual std::shared_ptr<LiveRpc> Keep() = 0;
};

// The RPCs that are under way: bounds their number (config.md "limits"), counts
// them for status, and finds them again when the server goes down.
// Thread-safe. Holds no RPC alive: each enters and leaves by itself.
class LiveRpcs {
 public:
  struct Limits {
    size_t in_flight = 10000;
    size_t streams = 20000;
  };
  struct Counts {
    size_t calls = 0;
    size_t streams = 0;
    size_t free = 0;
  };
  enum class Room { kTaken, kNone };

  explicit LiveRpcs(Limits limits) : limits_(limits) {}
  // REQUIRES: no RPC is under way.
  ~LiveRpcs() = default;
  LiveRpcs(const LiveRpcs&) = delete;
  LiveRpcs& operator=(const LiveRpcs&) = delete;

  // The RPC is counted in any case; kNone: it is one too many.
  Room Enter(LiveRpc& rpc);
  // The second time is none.
  void Leave(LiveRpc& rpc);
  // What an RPC that found no room ends with.
  Failure Full(RpcKind kind) const;

  Counts counts() const;
  const Limits& limits() const { return limits_.Get(); }
  void SetLimits(const Limits& limits) { limits_.Replace(limits); }
  // Of all RPCs together. Asks each one: not for the way of a call.
  LiveRpc::Backlog backlog() const;
  // The streams whose clients have left most untaken, at most so many, the
  // fullest first. Asks each one too.
  std::vector<LiveRpc::Description> Fullest(size_t count_max) const;

  // Both tell all that are under way now.
  void Drain();
  void TellRulesChanged();
  // Gives how many calls and streams there were.
  Counts Abort();
  // Waits until no RPC but those of kFree is under way, or none at all.
  bool WaitUntilIdle(absl::Duration limit);
  bool WaitUntilEmpty(absl::Duration limit);

 private:
  size_t& CountLocked(RpcKind kind);
  std::vector<std::shared_ptr<LiveRpc>> All() const;
  bool WaitUntil(absl::Duration limit, const std::function<bool()>& condition);

  Published<Limits> limits_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  absl::flat_hash_set<LiveRpc*> rpcs_;  // guarded by mutex_
  Counts counts_;                       // guarded by mutex_
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_LIVE_RPCS_H_
