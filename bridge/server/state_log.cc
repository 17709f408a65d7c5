// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/state_log.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {

std::optional<StateLog::Line> StateLog::ChangeLocked(const PoolSnapshot& pool) {
  const bool was_live = std::exchange(live_, pool.live);
  if (pool.live) {
    error_.clear();
    if (was_live) return std::nullopt;
    return Line{Line::Weight::kInfo,
                absl::StrCat("identity ", pool.identity, " has joined ",
                             pool.realm, " at router ", pool.router)};
  }
  if (!was_live && (pool.last_error.empty() || pool.last_error == error_)) {
    return std::nullopt;
  }
  error_ = pool.last_error;
  return Line{Line::Weight::kWarning,
              absl::StrCat("identity ", pool.identity,
                           was_live ? " has lost router " : " cannot join ",
                           was_live ? pool.router : pool.realm,
                           was_live ? "" : absl::StrCat(" at ", pool.router),
                           error_.empty() ? "" : ": ", error_)};
}

std::optional<StateLog::Line> StateLog::LineFor(const PoolSnapshot& pool,
                                                absl::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::optional<Line> line = ChangeLocked(pool);
  if (!line) return std::nullopt;
  if (now - window_ >= kWindow) {
    window_ = now;
    lines_ = 0;
  }
  if (++lines_ > kLinesMax) {
    ++left_out_;
    return std::nullopt;
  }
  if (const int left_out = std::exchange(left_out_, 0); left_out > 0) {
    absl::StrAppend(&line->text, " (", left_out,
                    " changes before were not logged)");
  }
  return line;
}

}  // namespace wampbridge::bridge
