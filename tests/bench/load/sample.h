// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_LOAD_SAMPLE_H_
#define TESTS_BENCH_LOAD_SAMPLE_H_

#include <map>
#include <string>
#include <vector>

namespace wampbridge::bench {

// What one repeat measured: metric -> value.
using Sample = std::map<std::string, double>;

// The metrics of operations, and of things that are kept.
inline constexpr char kCpu[] = "cpu_us";       // of the process, per operation
inline constexpr char kP50[] = "p50_us";       // latency
inline constexpr char kP99[] = "p99_us";       // latency
inline constexpr char kRate[] = "per_second";  // operations
inline constexpr char kKibibytes[] = "kib";    // memory, per thing that is kept
inline constexpr char kMilliseconds[] = "ms";  // time, of something done once

// The value that lies in the middle; 0 where there are none.
double Median(std::vector<double> values);

// The value at `share` (0 to 1) of the sorted values; 0 where there are none.
double Quantile(std::vector<double>& values, double share);

// `name=value name=value`, for a pipe, and back. What is not so is left out.
std::string ToLine(const Sample& sample);
Sample FromLine(const std::string& line);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_LOAD_SAMPLE_H_
