// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/status_facts.h"

namespace wampbridge::bridge {

std::vector<std::string> StatusFacts::Warnings() const {
  std::vector<std::string> warnings;
  if (configuration.insecure_any) {
    warnings.emplace_back(
        "callers.insecure_any is on: everyone who reaches the port may do "
        "everything");
  }
  if (!configuration.refusal.empty()) {
    warnings.push_back("the configuration stays as it was: " +
                       configuration.refusal);
  }
  return warnings;
}

}  // namespace wampbridge::bridge
