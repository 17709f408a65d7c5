// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ACCESS_CALLER_LIMITS_H_
#define BRIDGE_ACCESS_CALLER_LIMITS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "bridge/access/caller.h"
#include "bridge/errors/failure.h"

namespace wampbridge::bridge {

// How much each caller uses, and whether that is too much (config.md "limits"
// of a rule): token buckets that hold a second's worth, and counts of what is
// under way. Callers are told apart by proof, issuer and subject; those who
// have proven nothing, by their listener. Bounded: callers that use nothing are
// forgotten. Thread-safe.
class CallerLimits {
 public:
  // 0: no limit.
  struct Limits {
    int64_t requests_per_second = 0;
    int64_t octets_per_second = 0;
    int64_t in_flight = 0;
    int64_t streams = 0;

    bool any() const {
      return requests_per_second + octets_per_second + in_flight + streams > 0;
    }
  };
  enum class Kind { kCall, kStream };

  // An RPC that counts; gives its place back when it is destroyed.
  class Ticket;
  using TicketPointer = std::unique_ptr<Ticket>;

  CallerLimits();
  ~CallerLimits();

  // One RPC begins, with a request of so many octets. RESOURCE_EXHAUSTED with
  // when to come back, where the caller has used up what it may.
  std::variant<TicketPointer, Failure> Enter(const Caller& caller,
                                             const Limits& limits, Kind kind,
                                             size_t octets, absl::Time now);

  size_t callers() const;

 private:
  struct Usage;
  static constexpr size_t kSweepAt = 1000;

  void SweepLocked(absl::Time now);

  mutable std::mutex mutex_;
  // caller -> what it uses; guarded by mutex_
  absl::flat_hash_map<std::string, std::shared_ptr<Usage>> usages_;
  size_t sweep_at_ = kSweepAt;  // guarded by mutex_
};

class CallerLimits::Ticket {
 public:
  Ticket(std::shared_ptr<Usage> usage, const Limits& limits, Kind kind);
  ~Ticket();
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  // One more request of the stream. From any thread.
  std::optional<Failure> Charge(size_t octets, absl::Time now);

 private:
  const std::shared_ptr<Usage> usage_;
  const Limits limits_;
  const Kind kind_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ACCESS_CALLER_LIMITS_H_
