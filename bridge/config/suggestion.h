// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_SUGGESTION_H_
#define BRIDGE_CONFIG_SUGGESTION_H_

#include <string>
#include <string_view>
#include <vector>

namespace wampbridge::bridge {

// What to say to somebody who wrote `given` where only `known` would do:
// "did you mean X?" when one is near, otherwise "known are X, Y and Z".
std::string Suggest(std::string_view given,
                    const std::vector<std::string>& known);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_SUGGESTION_H_
