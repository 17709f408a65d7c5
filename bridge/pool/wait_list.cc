// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/wait_list.h"

#include <utility>

namespace wampbridge::bridge {

void WaitList::Add(Waiter waiter) {
  waiter.id = next_id_++;
  const uint64_t id = waiter.id;
  waiters_.emplace(id, std::move(waiter));
}

std::optional<Waiter> WaitList::Take(uint64_t id) {
  const auto found = waiters_.find(id);
  if (found == waiters_.end()) return std::nullopt;
  Waiter waiter = std::move(found->second);
  waiters_.erase(found);
  return waiter;
}

std::optional<Waiter> WaitList::TakeJoining(
    const PooledSession::Pointer& session) {
  for (const auto& [id, waiter] : waiters_) {
    if (waiter.joining == session) return Take(id);
  }
  return std::nullopt;
}

std::vector<Waiter> WaitList::TakeIf(
    const std::function<bool(const Waiter&)>& wanted) {
  std::vector<Waiter> taken;
  for (auto next = waiters_.begin(); next != waiters_.end();) {
    const auto here = next++;
    if (!wanted(here->second)) continue;
    taken.push_back(std::move(here->second));
    waiters_.erase(here);
  }
  return taken;
}

Waiter* WaitList::FirstUnopenedOwn() {
  for (auto& [id, waiter] : waiters_) {
    if (waiter.own && waiter.joining == nullptr) return &waiter;
  }
  return nullptr;
}

}  // namespace wampbridge::bridge
