// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include "tests/bench/roles/roles.h"

namespace wampbridge::bench {

void Tell(const std::string& line) { std::cout << line << std::endl; }

void AwaitEnd() {
  for (std::string line; std::getline(std::cin, line);) {
  }
}

}  // namespace wampbridge::bench
