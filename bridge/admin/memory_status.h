// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ADMIN_MEMORY_STATUS_H_
#define BRIDGE_ADMIN_MEMORY_STATUS_H_

#include <nlohmann/json_fwd.hpp>

namespace wampbridge::bridge {

// This process's memory as /status' "memory", all in octets:
//   {"resident_bytes": in RAM now, what a container's limit counts,
//    "resident_peak_bytes": the most it ever was,
//    "heap_used_bytes": given out by malloc and not freed,
//    "heap_free_bytes": freed, and kept by malloc for later}
// A figure that the system does not tell is left out.
nlohmann::json MemoryStatus();

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ADMIN_MEMORY_STATUS_H_
