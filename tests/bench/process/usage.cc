// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/process/usage.h"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"

namespace wampbridge::bench {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

int64_t Read(clockid_t clock) {
  timespec time{};
  if (clock_gettime(clock, &time) != 0) return 0;
  return time.tv_sec * kSecond + time.tv_nsec;
}

}  // namespace

// The clock reads what the scheduler counts: finer than the ticks of
// /proc/PID/stat, and with the threads that /proc/PID/task has lost.
int64_t CpuNanoseconds(pid_t pid) {
  clockid_t clock;
  return clock_getcpuclockid(pid, &clock) == 0 ? Read(clock) : 0;
}

int64_t NowNanoseconds() { return Read(CLOCK_MONOTONIC); }

int OpenFiles(pid_t pid) {
  const std::filesystem::path folder =
      std::filesystem::path("/proc") / std::to_string(pid) / "fd";
  int count = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator file(folder, error), end;
       !error && file != end; file.increment(error)) {
    ++count;
  }
  return count;
}

int64_t AnonymousBytes(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/smaps_rollup"));
  for (std::string word; file >> word;) {
    int64_t kibibytes = 0;
    if (word == "Anonymous:" && file >> kibibytes) return kibibytes * 1024;
  }
  return 0;
}

}  // namespace wampbridge::bench
