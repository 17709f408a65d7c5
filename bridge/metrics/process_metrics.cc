// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

namespace wampbridge::bridge {
namespace {

// Fields of /proc/self/stat behind the command's name, which may hold spaces:
// proc(5) counts the first of them as 3.
constexpr size_t kFirstField = 3;
constexpr size_t kUserTicks = 14;
constexpr size_t kSystemTicks = 15;
constexpr size_t kThreads = 20;
constexpr size_t kStartTicks = 22;
constexpr size_t kVirtualBytes = 23;
constexpr size_t kResidentPages = 24;

std::vector<std::string> StatFields() {
  std::ifstream file("/proc/self/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream rest(text.substr(name_end + 1));
  return {std::istream_iterator<std::string>(rest), {}};
}

// When the machine came up, in seconds since 1970.
double BootTime() {
  std::ifstream file("/proc/stat");
  std::string word;
  while (file >> word) {
    if (word != "btime") continue;
    double seconds = 0;
    file >> seconds;
    return seconds;
  }
  return 0;
}

void AddDescriptors(Exposition& page) {
  std::error_code error;
  const std::filesystem::directory_iterator open("/proc/self/fd", error);
  if (!error) {
    page.Gauge({"process_open_fds", "Open file descriptors."}, {},
               static_cast<double>(std::distance(begin(open), end(open))));
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    page.Gauge({"process_max_fds", "File descriptors that may be open."}, {},
               static_cast<double>(limit.rlim_cur));
  }
}

}  // namespace

void AddProcessMetrics(Exposition& page) {
  AddDescriptors(page);
  const std::vector<std::string> fields = StatFields();
  if (fields.size() <= kResidentPages - kFirstField) return;
  const auto field = [&fields](size_t number) {
    return std::stod(fields[number - kFirstField]);
  };
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  page.Counter({"process_cpu_seconds_total", "CPU time, user and system."}, {},
               (field(kUserTicks) + field(kSystemTicks)) / ticks);
  page.Gauge({"process_threads", "Threads."}, {}, field(kThreads));
  page.Gauge({"process_start_time_seconds",
              "When the process began, in seconds since 1970."},
             {}, BootTime() + field(kStartTicks) / ticks);
  page.Gauge({"process_virtual_memory_bytes", "Virtual memory."}, {},
             field(kVirtualBytes));
  page.Gauge(
      {"process_resident_memory_bytes", "Resident memory."}, {},
      field(kResidentPages) * static_cast<double>(sysconf(_SC_PAGESIZE)));
}

}  // namespace wampbridge::bridge
