// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_STATE_LOG_H_
#define BRIDGE_SERVER_STATE_LOG_H_

#include <mutex>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "bridge/pool/pool_snapshot.h"

namespace wampbridge::bridge {

// Which changes of a pool's state are worth a line in the log, at most
// kLinesMax in kWindow: a router that comes and goes, or refuses for ever,
// must not fill a disk. What was left out is counted in the next line.
// Thread-safe.
class StateLog {
 public:
  static constexpr int kLinesMax = 6;
  static constexpr absl::Duration kWindow = absl::Minutes(1);

  struct Line {
    enum class Weight { kInfo, kWarning } weight = Weight::kInfo;
    std::string text;
  };

  // The line for the state as it is now; nullopt where nothing is new or there
  // were too many.
  std::optional<Line> LineFor(const PoolSnapshot& pool, absl::Time now);

 private:
  std::optional<Line> ChangeLocked(const PoolSnapshot& pool);

  std::mutex mutex_;  // guards what follows
  bool live_ = false;
  std::string error_;
  absl::Time window_ = absl::InfinitePast();
  int lines_ = 0;  // in the window
  int left_out_ = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_STATE_LOG_H_
