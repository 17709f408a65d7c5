// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_REPORT_TABLE_H_
#define TESTS_BENCH_REPORT_TABLE_H_

#include <string>
#include <vector>

#include "tests/bench/report/result.h"

namespace wampbridge::bench {

// The results as a table for a terminal: its head, and one scenario's lines,
// or why it failed.
std::string TableHead();
std::string TableLines(const Result& result);

// The results and all samples, for tests/bench/report.py.
std::string Json(const std::vector<Result>& results,
                 const std::string& command);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_REPORT_TABLE_H_
