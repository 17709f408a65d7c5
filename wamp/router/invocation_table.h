// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_INVOCATION_TABLE_H_
#define WAMP_ROUTER_INVOCATION_TABLE_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "wamp/ids.h"
#include "wamp/router/kept_call.h"
#include "wamp/router/peer.h"
#include "wamp/value.h"

namespace wampbridge::router {

// A CALL that waits for its callee.
struct PendingInvocation {
  Peer* caller = nullptr;
  wamp::RequestId call;
  Peer* callee = nullptr;
  wamp::RequestId invocation;
  wamp::RegistrationId registration = {};
  bool wants_progress = false;  // the callee was told so
  bool interrupted = false;     // INTERRUPT was sent; the answer still counts
  // The last CALL had `progress`: more of them follow, and each INVOCATION has
  // the details of the first.
  bool takes_chunks = false;
  wamp::Dict details = {};
  // Null where no other callee may take the call.
  std::unique_ptr<KeptCall> kept = nullptr;
  absl::Duration timeout = absl::InfiniteDuration();
  absl::Time deadline = absl::InfiniteFuture();
};

// The dealer's open calls, found by either side. Not thread-safe.
class InvocationTable {
 public:
  // REQUIRES: neither side has one of the same id.
  PendingInvocation& Add(PendingInvocation invocation);
  void Erase(PendingInvocation& invocation);
  // The call that another callee may take; from now on none may.
  std::unique_ptr<KeptCall> TakeKept(PendingInvocation& invocation);
  // Octets of all that is kept.
  size_t kept_bytes() const { return kept_bytes_; }

  PendingInvocation* FindCall(Peer& caller, wamp::RequestId call);
  PendingInvocation* FindInvocation(Peer& callee, wamp::RequestId invocation);
  // Those in which `peer` is the caller or the callee.
  std::vector<PendingInvocation*> Involving(const Peer& peer);
  size_t CallsOf(const Peer& caller) const;

  // Moves the deadline to `timeout` from now.
  void Renew(PendingInvocation& invocation, absl::Time now);
  std::optional<absl::Time> NextDeadline() const;
  // One whose deadline is not after `now`, else nullptr.
  PendingInvocation* Expired(absl::Time now);

 private:
  using Key = std::pair<const Peer*, wamp::RequestId>;

  // (caller, CALL.Request) -> the invocation, which lives here
  std::map<Key, std::unique_ptr<PendingInvocation>> by_call_;
  // (callee, INVOCATION.Request) -> the same (YIELD and ERROR name it so)
  std::map<Key, PendingInvocation*> by_invocation_;
  // caller -> how many it waits for (to bound them)
  std::map<const Peer*, size_t> calls_;
  // Those that have a deadline, the next first.
  std::set<std::pair<absl::Time, PendingInvocation*>> by_deadline_;
  size_t kept_bytes_ = 0;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_INVOCATION_TABLE_H_
