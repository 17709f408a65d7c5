// SPDX-License-Identifier: Apache-2.0
#include "bridge/serve/bounded_sink.h"

#include <string>

namespace wampbridge::bridge {

void BoundedSink::sink_it_(const spdlog::details::log_msg& message) {
  // The message's own time: no other clock is asked.
  const auto left_out = lines_.Take(absl::FromChrono(message.time));
  if (!left_out) return;
  if (*left_out > 0) {
    const std::string text =
        std::to_string(*left_out) + " lines before were left out";
    next_->log(spdlog::details::log_msg(message.time, message.source,
                                        message.logger_name,
                                        spdlog::level::warn, text));
  }
  next_->log(message);
}

}  // namespace wampbridge::bridge
