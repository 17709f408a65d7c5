// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_LOG_LINE_LIMIT_H_
#define BRIDGE_LOG_LINE_LIMIT_H_

#include <cstdint>
#include <mutex>
#include <optional>

#include "absl/time/time.h"

namespace wampbridge::bridge {

// How many lines of one kind a log is given, so that they leave room for
// others. Thread-safe.
class LineLimit {
 public:
  // At most `lines_max` in each span of `window`.
  LineLimit(int lines_max, absl::Duration window)
      : lines_max_(lines_max), window_(window) {}

  // nullopt: not this one. Else how many were left out before it.
  std::optional<uint64_t> Take(absl::Time now);

 private:
  const int lines_max_;
  const absl::Duration window_;
  std::mutex mutex_;  // guards what follows
  absl::Time begun_ = absl::InfinitePast();
  int lines_ = 0;  // in the window
  uint64_t left_out_ = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_LOG_LINE_LIMIT_H_
