// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_PROCESS_USAGE_H_
#define TESTS_BENCH_PROCESS_USAGE_H_

#include <sys/types.h>

#include <cstdint>

namespace wampbridge::bench {

// User and system time that a process of ours has used so far, ended threads
// included, in nanoseconds. 0 where there is no such process.
int64_t CpuNanoseconds(pid_t pid);

// Memory that belongs to the process alone and is not a file's, in octets: the
// sum of Anonymous in /proc/PID/smaps_rollup. 0 where there is no such process.
int64_t AnonymousBytes(pid_t pid);

// Files and sockets that a process has open.
int OpenFiles(pid_t pid);

// A clock that only goes forward.
int64_t NowNanoseconds();

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_PROCESS_USAGE_H_
