// SPDX-License-Identifier: Apache-2.0
#include "bridge/admin/memory_status.h"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>

namespace wampbridge::bridge {

nlohmann::json MemoryStatus() {
  nlohmann::json memory = nlohmann::json::object();
  std::ifstream pages("/proc/self/statm");
  uint64_t size = 0;
  uint64_t resident = 0;
  if (pages >> size >> resident) {
    memory["resident_bytes"] =
        resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  }
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    memory["resident_peak_bytes"] =
        static_cast<uint64_t>(usage.ru_maxrss) * 1024;
  }
  const struct mallinfo2 heap = mallinfo2();
  memory["heap_used_bytes"] = heap.uordblks + heap.hblkhd;
  memory["heap_free_bytes"] = heap.fordblks;
  return memory;
}

}  // namespace wampbridge::bridge
