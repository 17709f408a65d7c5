// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/retry_policy.h"

#include <algorithm>

#include "wamp/uri.h"

namespace wampbridge::bridge {

bool RetryPolicy::MayRunTwice(std::string_view procedure) const {
  return std::ranges::any_of(options_.Get().unknown_procedures,
                             [procedure](const wamp::UriPattern& pattern) {
                               return pattern.Contains(
                                   procedure, wamp::MatchPolicy::kExact);
                             });
}

bool RetryPolicy::Spend(Reach reach, absl::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto earned = static_cast<double>(requests_.exchange(0));
  saved_ = std::min(kSavedMax, saved_ + earned * options_.Get().budget);
  if (saved_ < kFloor && looked_at_ < now) {
    saved_ = std::min(kFloor, saved_ + absl::ToDoubleSeconds(now - looked_at_));
  }
  looked_at_ = std::max(looked_at_, now);
  if (saved_ < 1) {
    ++counts_.over_budget;
    return false;
  }
  saved_ -= 1;
  ++(reach == Reach::kNotSent ? counts_.not_sent : counts_.unknown);
  return true;
}

RetryPolicy::Counts RetryPolicy::counts() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return counts_;
}

}  // namespace wampbridge::bridge
