// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLIENT_SHELL_COMMAND_H_
#define BRIDGE_CLIENT_SHELL_COMMAND_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace wampbridge::bridge {

// One run of a shell command with text on its stdin, whose stdout is kept;
// stderr is ours. It has a process group of its own, so that signals to us do
// not end it. One thread starts it, waits and destroys it; Interrupt may come
// from another meanwhile.
class ShellCommand {
 public:
  struct Outcome {
    std::string output;
    int exit_status = 0;  // 128 + its number where a signal ended it
  };

  // What a command may write; one that writes more is ended.
  static constexpr std::size_t kOutputBytesMax = 16 << 20;

  // `environment`: NAME=value, beside our own.
  static absl::StatusOr<std::unique_ptr<ShellCommand>> Start(
      const std::string& command, const std::string& input,
      const std::vector<std::string>& environment);
  // REQUIRES: Wait has returned.
  ~ShellCommand();
  ShellCommand(const ShellCommand&) = delete;
  ShellCommand& operator=(const ShellCommand&) = delete;

  // Reads its output to the end and waits for its own.
  Outcome Wait();
  // Asks its processes to end (SIGTERM).
  void Interrupt();

 private:
  ShellCommand(pid_t process, int output)
      : process_(process), output_(output) {}
  void Signal(int number);

  const pid_t process_;
  const int output_;
  std::mutex mutex_;
  bool over_ = false;  // its number may be another's; guarded by mutex_
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLIENT_SHELL_COMMAND_H_
