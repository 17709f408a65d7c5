// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_ROLES_DIRECT_COMMAND_H_
#define TESTS_BENCH_ROLES_DIRECT_COMMAND_H_

#include <string>

#include "tests/bench/load/measured_window.h"

namespace wampbridge::bench {

// What the direct client is told to do, as one line.
struct DirectCommand {
  enum class Kind { kCall, kPublish };
  Kind kind = Kind::kCall;
  std::string payload_file;  // a serialised Payload of the bridge's API
  int in_flight = 1;
  pid_t pid = 0;         // whose CPU time counts; 0: the client's
  WindowOptions window;  // its processes are not told

  std::string ToLine() const;
  // What is not said stays as above.
  static DirectCommand FromLine(const std::string& line);
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_ROLES_DIRECT_COMMAND_H_
