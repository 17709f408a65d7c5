// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/console.h"

namespace wampbridge::bridge {

ExitStatus Console::Fail(ExitStatus status, const std::string& message) const {
  std::string line = "wampbridge: ";
  for (const char c : message) line += c == '\n' || c == '\r' ? ' ' : c;
  err << line << "\n";
  err.flush();
  return status;
}

}  // namespace wampbridge::bridge
