// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_METRICS_PROCESS_METRICS_H_
#define BRIDGE_METRICS_PROCESS_METRICS_H_

#include "bridge/metrics/exposition.h"

namespace wampbridge::bridge {

// What the kernel knows of this process, by the names that all of Prometheus'
// client libraries use: process_cpu_seconds_total, process_open_fds,
// process_max_fds, process_resident_memory_bytes, process_virtual_memory_bytes,
// process_start_time_seconds, process_threads. What /proc does not tell is left
// out.
void AddProcessMetrics(Exposition& page);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_METRICS_PROCESS_METRICS_H_
