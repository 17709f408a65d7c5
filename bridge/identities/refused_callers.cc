// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/refused_callers.h"

namespace wampbridge::bridge {

void RefusedCallers::Add(const std::string& key, const Failure& failure,
                         absl::Time now) {
  const absl::Time until = now + kRemembered;
  refused_[key] = {failure, until};
  order_.emplace_back(until, key);
  while (order_.size() > kCountMax) {
    const auto found = refused_.find(order_.front().second);
    if (found != refused_.end() &&
        found->second.until == order_.front().first) {
      refused_.erase(found);
    }
    order_.pop_front();
  }
}

void RefusedCallers::Forget(absl::Time now) {
  while (!order_.empty() && order_.front().first <= now) {
    const auto found = refused_.find(order_.front().second);
    if (found != refused_.end() && found->second.until <= now) {
      refused_.erase(found);
    }
    order_.pop_front();
  }
}

std::optional<Failure> RefusedCallers::Find(const std::string& key,
                                            absl::Time now) {
  Forget(now);
  const auto found = refused_.find(key);
  if (found == refused_.end()) return std::nullopt;
  Failure failure = found->second.failure;
  failure.retry_after = found->second.until - now;
  return failure;
}

}  // namespace wampbridge::bridge
