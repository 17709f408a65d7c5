// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_CONSOLE_H_
#define BRIDGE_CLI_CONSOLE_H_

#include <istream>
#include <ostream>
#include <string>

namespace wampbridge::bridge {

// The exit status of a command.
enum ExitStatus : int {
  kExitOk = 0,      // done
  kExitFailed = 1,  // what was asked for failed
  kExitUsage = 2,   // wrong usage or configuration
};

// What a command talks to: the process's own streams, or a test's.
struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  // A person looks at `err`: what takes long may say what it waits for.
  bool err_is_terminal = false;
  // What `in` reads, for a command that waits for something else as well.
  int in_descriptor = 0;

  // Writes "wampbridge: MESSAGE", always as one line, and gives `status`.
  ExitStatus Fail(ExitStatus status, const std::string& message) const;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_CONSOLE_H_
