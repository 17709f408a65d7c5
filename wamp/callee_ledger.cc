// SPDX-License-Identifier: Apache-2.0
#include "wamp/callee_ledger.h"

namespace wampbridge::wamp {

CalleeLedger::Arrival CalleeLedger::Arrive(RequestId invocation,
                                           OpenInvocation what) {
  if (answered_early_.contains(invocation.value)) return Arrival::kLateChunk;
  const auto [found, is_new] = open_.emplace(invocation.value, what);
  if (is_new) return Arrival::kNew;
  if (!found->second.more) return Arrival::kRepeated;
  // The other details are the first one's.
  found->second.more = what.more;
  return Arrival::kChunk;
}

const CalleeLedger::OpenInvocation* CalleeLedger::Find(
    RequestId invocation) const {
  const auto found = open_.find(invocation.value);
  return found == open_.end() ? nullptr : &found->second;
}

void CalleeLedger::Close(RequestId invocation) {
  const auto found = open_.find(invocation.value);
  if (found == open_.end()) return;
  const bool early = found->second.more;
  open_.erase(found);
  if (!early) return;
  if (answered_order_.size() == kAnsweredEarlyMax) {
    answered_early_.erase(answered_order_.front());
    answered_order_.pop_front();
  }
  answered_early_.insert(invocation.value);
  answered_order_.push_back(invocation.value);
}

}  // namespace wampbridge::wamp
