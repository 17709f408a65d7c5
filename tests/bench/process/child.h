// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_PROCESS_CHILD_H_
#define TESTS_BENCH_PROCESS_CHILD_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace wampbridge::bench {

// A process of its own, spoken to in lines. It is killed when this object goes,
// and by the kernel when this process dies in whatever way. For one thread,
// which must not end before the child.
class Child {
 public:
  struct Options {
    std::vector<std::string> argv;  // argv[0] is looked for in PATH
    // Where stdout and stderr go together; empty: stdout into a pipe, stderr to
    // that of this process.
    std::string log_file = {};
    std::string folder = {};                    // to run in; empty: this one
    std::vector<std::string> environment = {};  // NAME=VALUE, beside our own
  };

  // NotFound or Unavailable where the program cannot be started.
  static absl::StatusOr<std::unique_ptr<Child>> Start(Options options);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }

  // Into its stdin, with a line's end.
  absl::Status WriteLine(std::string_view line);
  // The next line that it wrote, without its end. DeadlineExceeded, or
  // Unavailable where it has ended.
  absl::StatusOr<std::string> ReadLine(absl::Duration limit);
  // Steps over lines until one contains `text`, and gives that one.
  absl::StatusOr<std::string> ReadUntil(std::string_view text,
                                        absl::Duration limit);
  // Asks it to end by SIGTERM; killed when it does not within `limit`.
  void Stop(absl::Duration limit);

 private:
  Child(Options options, pid_t pid, int in, int out);

  bool Ended();
  absl::Status ReadMore(absl::Time end);
  std::string Name() const { return options_.argv.front(); }

  const Options options_;
  pid_t pid_;  // 0 once reaped
  int in_;
  int out_;
  std::string unread_;
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_PROCESS_CHILD_H_
