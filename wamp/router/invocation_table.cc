// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/invocation_table.h"

#include <utility>

namespace wampbridge::router {

PendingInvocation& InvocationTable::Add(PendingInvocation invocation) {
  auto owned = std::make_unique<PendingInvocation>(std::move(invocation));
  PendingInvocation& added = *owned;
  ++calls_[added.caller];
  by_invocation_.emplace(Key(added.callee, added.invocation), &added);
  by_call_.emplace(Key(added.caller, added.call), std::move(owned));
  if (added.deadline != absl::InfiniteFuture()) {
    by_deadline_.emplace(added.deadline, &added);
  }
  if (added.kept != nullptr) kept_bytes_ += added.kept->bytes();
  return added;
}

void InvocationTable::Erase(PendingInvocation& invocation) {
  TakeKept(invocation);
  const auto calls = calls_.find(invocation.caller);
  if (--calls->second == 0) calls_.erase(calls);
  by_deadline_.erase({invocation.deadline, &invocation});
  by_invocation_.erase(Key(invocation.callee, invocation.invocation));
  const Key call(invocation.caller, invocation.call);
  by_call_.erase(call);
}

std::unique_ptr<KeptCall> InvocationTable::TakeKept(
    PendingInvocation& invocation) {
  if (invocation.kept != nullptr) kept_bytes_ -= invocation.kept->bytes();
  return std::move(invocation.kept);
}

PendingInvocation* InvocationTable::FindCall(Peer& caller,
                                             wamp::RequestId call) {
  const auto found = by_call_.find(Key(&caller, call));
  return found == by_call_.end() ? nullptr : found->second.get();
}

PendingInvocation* InvocationTable::FindInvocation(Peer& callee,
                                                   wamp::RequestId invocation) {
  const auto found = by_invocation_.find(Key(&callee, invocation));
  return found == by_invocation_.end() ? nullptr : found->second;
}

std::vector<PendingInvocation*> InvocationTable::Involving(const Peer& peer) {
  std::vector<PendingInvocation*> involving;
  for (const auto& [key, invocation] : by_call_) {
    if (invocation->caller == &peer || invocation->callee == &peer) {
      involving.push_back(invocation.get());
    }
  }
  return involving;
}

size_t InvocationTable::CallsOf(const Peer& caller) const {
  const auto found = calls_.find(&caller);
  return found == calls_.end() ? 0 : found->second;
}

void InvocationTable::Renew(PendingInvocation& invocation, absl::Time now) {
  if (by_deadline_.erase({invocation.deadline, &invocation}) == 0) return;
  invocation.deadline = now + invocation.timeout;
  by_deadline_.emplace(invocation.deadline, &invocation);
}

std::optional<absl::Time> InvocationTable::NextDeadline() const {
  if (by_deadline_.empty()) return std::nullopt;
  return by_deadline_.begin()->first;
}

PendingInvocation* InvocationTable::Expired(absl::Time now) {
  if (by_deadline_.empty() || by_deadline_.begin()->first > now) return nullptr;
  return by_deadline_.begin()->second;
}

}  // namespace wampbridge::router
