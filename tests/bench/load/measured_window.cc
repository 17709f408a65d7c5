// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load/measured_window.h"

#include <unistd.h>

#include "tests/bench/process/usage.h"

namespace wampbridge::bench {
namespace {

constexpr double kPerSecond = 1e9;
constexpr double kPerMicrosecond = 1e3;

int64_t Nanoseconds(double seconds) {
  return static_cast<int64_t>(seconds * kPerSecond);
}

}  // namespace

MeasuredWindow::MeasuredWindow(const WindowOptions& options)
    : options_(options),
      next_(NowNanoseconds() + Nanoseconds(options.warm_up_seconds)) {
  if (options_.operations > 0) {
    next_ = 0;
    Step(NowNanoseconds());
  }
}

bool MeasuredWindow::Add(int64_t begin) { return AddMany(1, begin); }

bool MeasuredWindow::AddMany(int64_t count, int64_t begin) {
  const int64_t now = NowNanoseconds();
  if (stage_ == Stage::kOpen) {
    operations_ += count;
    if (begin != 0) latencies_.push_back(static_cast<double>(now - begin));
  }
  Step(now);
  return !over();
}

void MeasuredWindow::Step(int64_t now) {
  if (stage_ == Stage::kWarmUp && now >= next_) {
    stage_ = Stage::kOpen;
    opened_ = now;
    next_ = now + Nanoseconds(options_.seconds);
    cpu_ = Cpu();
    return;
  }
  if (stage_ != Stage::kOpen) return;
  if (options_.operations > 0 ? operations_ >= options_.operations
                              : now >= next_ && operations_ > 0) {
    stage_ = Stage::kOver;
    closed_ = now;
    cpu_end_ = Cpu();
  }
}

std::map<std::string, int64_t> MeasuredWindow::Cpu() const {
  std::map<std::string, int64_t> used;
  if (options_.pids.empty()) used[kCpu] = CpuNanoseconds(getpid());
  for (const pid_t pid : options_.pids) used[kCpu] += CpuNanoseconds(pid);
  for (const auto& [name, pid] : options_.beside) {
    used[name + "_us"] = CpuNanoseconds(pid);
  }
  return used;
}

Sample MeasuredWindow::Take() {
  const auto count = static_cast<double>(operations_);
  Sample sample;
  for (const auto& [metric, end] : cpu_end_) {
    sample[metric] =
        static_cast<double>(end - cpu_.at(metric)) / count / kPerMicrosecond;
  }
  sample[kRate] = count * kPerSecond / static_cast<double>(closed_ - opened_);
  if (!latencies_.empty()) {
    sample[kP50] = Quantile(latencies_, 0.5) / kPerMicrosecond;
    sample[kP99] = Quantile(latencies_, 0.99) / kPerMicrosecond;
  }
  return sample;
}

}  // namespace wampbridge::bench
