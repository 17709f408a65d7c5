// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVE_BOUNDED_SINK_H_
#define BRIDGE_SERVE_BOUNDED_SINK_H_

#include <spdlog/sinks/base_sink.h>

#include <memory>
#include <mutex>
#include <utility>

#include "absl/time/time.h"
#include "bridge/log/line_limit.h"

namespace wampbridge::bridge {

// A log sink that passes on at most `lines_max` lines in each span of `window`:
// a router that comes and goes must not fill a disk. How many lines were left
// out is said as soon as lines pass again.
class BoundedSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  struct Bound {
    int lines_max = 100;
    spdlog::log_clock::duration window = std::chrono::seconds(10);
  };

  BoundedSink(spdlog::sink_ptr next, Bound bound)
      : next_(std::move(next)),
        lines_(bound.lines_max, absl::FromChrono(bound.window)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override { next_->flush(); }
  // The formatter belongs to whoever writes.
  void set_formatter_(std::unique_ptr<spdlog::formatter> formatter) override {
    next_->set_formatter(std::move(formatter));
  }
  void set_pattern_(const std::string& pattern) override {
    next_->set_pattern(pattern);
  }

  const spdlog::sink_ptr next_;
  LineLimit lines_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVE_BOUNDED_SINK_H_
