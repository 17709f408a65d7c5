// SPDX-License-Identifier: Apache-2.0
#include "bridge/log/line_limit.h"

#include <utility>

namespace wampbridge::bridge {

std::optional<uint64_t> LineLimit::Take(absl::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (now - begun_ >= window_) {
    begun_ = now;
    lines_ = 0;
  }
  if (lines_ >= lines_max_) {
    ++left_out_;
    return std::nullopt;
  }
  ++lines_;
  return std::exchange(left_out_, 0);
}

}  // namespace wampbridge::bridge
