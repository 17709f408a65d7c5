// SPDX-License-Identifier: Apache-2.0
#include "bridge/serve/bounded_sink.h"

#include <string>

namespace wampbridge::bridge {

void BoundedSink::sink_it_(const spdlog::details::log_msg& message) {
  // The message's own time: no other clock is asked.
  if (message.time - window_begin_ >= bound_.window) {
    window_begin_ = message.time;
    lines_ = 0;
  }
  if (++lines_ > bound_.lines_max) {
    ++left_out_;
    return;
  }
  if (const int left_out = std::exchange(left_out_, 0); left_out > 0) {
    const std::string text =
        std::to_string(left_out) + " lines before were left out";
    next_->log(spdlog::details::log_msg(message.time, message.source,
                                        message.logger_name,
                                        spdlog::level::warn, text));
  }
  next_->log(message);
}

}  // namespace wampbridge::bridge
