// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/roles/direct_command.h"

#include <sstream>

namespace wampbridge::bench {

std::string DirectCommand::ToLine() const {
  std::ostringstream line;
  line << (kind == Kind::kCall ? "call" : "publish") << " " << payload_file
       << " " << in_flight << " " << pid << " " << window.warm_up_seconds << " "
       << window.seconds << " " << window.operations;
  return line.str();
}

DirectCommand DirectCommand::FromLine(const std::string& line) {
  DirectCommand command;
  std::istringstream words(line);
  std::string kind;
  words >> kind >> command.payload_file >> command.in_flight >> command.pid >>
      command.window.warm_up_seconds >> command.window.seconds >>
      command.window.operations;
  if (command.pid != 0) command.window.pids = {command.pid};
  if (kind == "publish") command.kind = Kind::kPublish;
  return command;
}

}  // namespace wampbridge::bench
