// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CALLEE_LEDGER_H_
#define WAMP_CALLEE_LEDGER_H_

#include <cstddef>
#include <cstdint>
#include <deque>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "wamp/ids.h"

namespace wampbridge::wamp {

// What a session serves as callee: its registrations, the invocations that wait
// for their YIELD or ERROR, and those that were answered before their last
// chunk had come. Not thread-safe.
class CalleeLedger {
 public:
  // From REGISTERED until UNREGISTERED or a revocation: what the router sends
  // while UNREGISTER is on its way is still answered.
  void AddRegistration(RegistrationId registration) {
    registrations_.insert(registration.value);
  }
  void RemoveRegistration(RegistrationId registration) {
    registrations_.erase(registration.value);
  }
  bool Serves(RegistrationId registration) const {
    return registrations_.contains(registration.value);
  }

  struct OpenInvocation {
    bool wants_progress = false;  // the caller asked for progressive results
    bool more = false;            // further chunks may come (progress)
  };
  enum class Arrival {
    kNew,        // it is open now
    kChunk,      // of one that is open
    kLateChunk,  // of one that was answered before: to be dropped
    kRepeated,   // of one that is open and had its last chunk: a violation
  };
  // An INVOCATION came; `what` is what its details say (advanced profile,
  // "Progressive Call Invocations").
  Arrival Arrive(RequestId invocation, OpenInvocation what);
  // nullptr: not open.
  const OpenInvocation* Find(RequestId invocation) const;
  // It is answered.
  void Close(RequestId invocation);

  // How many answered invocations are remembered for their late chunks. A
  // router sends such chunks only until it has read the answer, so far fewer
  // are ever on their way; a chunk of one that is forgotten would be taken for
  // a new invocation, whose answer the router has to swallow.
  static constexpr size_t kAnsweredEarlyMax = 1024;

 private:
  absl::flat_hash_set<uint64_t> registrations_;
  // invocation id -> what its answer may be (INTERRUPT and YIELD look it up)
  absl::flat_hash_map<uint64_t, OpenInvocation> open_;
  // Invocations that were answered while chunks were to come.
  absl::flat_hash_set<uint64_t> answered_early_;
  std::deque<uint64_t> answered_order_;  // oldest first
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CALLEE_LEDGER_H_
