// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CALLEE_LEDGER_H_
#define WAMP_CALLEE_LEDGER_H_

#include <cstddef>
#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "wamp/ids.h"

namespace wampbridge::wamp {

// What a session serves as callee: its registrations and the invocations that
// wait for their YIELD or ERROR. Not thread-safe.
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
  };
  // False: an invocation with this id is open already.
  bool Open(RequestId invocation, OpenInvocation what) {
    return open_.emplace(invocation.value, what).second;
  }
  // nullptr: not open.
  const OpenInvocation* Find(RequestId invocation) const {
    const auto found = open_.find(invocation.value);
    return found == open_.end() ? nullptr : &found->second;
  }
  void Close(RequestId invocation) { open_.erase(invocation.value); }

 private:
  absl::flat_hash_set<uint64_t> registrations_;
  // invocation id -> what its answer may be (INTERRUPT and YIELD look it up)
  absl::flat_hash_map<uint64_t, OpenInvocation> open_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CALLEE_LEDGER_H_
