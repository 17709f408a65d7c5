// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_LOAD_MEASURED_WINDOW_H_
#define TESTS_BENCH_LOAD_MEASURED_WINDOW_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/load/sample.h"

namespace wampbridge::bench {

// How long to load, and whose CPU time counts. With `operations` the window
// ends after so many instead, and nothing is warmed up.
struct WindowOptions {
  std::vector<pid_t> pids = {};  // none: this process
  // Others that work meanwhile: NAME_us tells what they use per operation.
  std::map<std::string, pid_t> beside = {};
  double warm_up_seconds = 0.2;
  double seconds = 1;
  int64_t operations = 0;
};

// The part of a load that counts: it opens when the load has warmed up, and
// both ends are at the end of an operation, so that a window holds whole ones.
// For one thread.
class MeasuredWindow {
 public:
  explicit MeasuredWindow(const WindowOptions& options);

  // An operation that was begun at `begin` (NowNanoseconds) has ended. Gives
  // whether another one is to begin.
  bool Add(int64_t begin);
  // The same for `count` of them; `begin` 0 where nobody knows.
  bool AddMany(int64_t count, int64_t begin);

  bool over() const { return stage_ == Stage::kOver; }
  int64_t operations() const { return operations_; }
  // REQUIRES: over()
  Sample Take();

 private:
  enum class Stage { kWarmUp, kOpen, kOver };

  void Step(int64_t now);
  // CPU time used so far: metric -> nanoseconds.
  std::map<std::string, int64_t> Cpu() const;

  const WindowOptions options_;
  Stage stage_ = Stage::kWarmUp;
  int64_t next_;  // when the stage ends
  int64_t opened_ = 0;
  int64_t closed_ = 0;
  std::map<std::string, int64_t> cpu_;  // at opening
  std::map<std::string, int64_t> cpu_end_;
  int64_t operations_ = 0;
  std::vector<double> latencies_;  // nanoseconds
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_LOAD_MEASURED_WINDOW_H_
