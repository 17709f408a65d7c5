// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_VERSION_H_
#define BRIDGE_VERSION_H_

namespace wampbridge::bridge {

// The version of the program, as semver.org has it. Also what the bridge calls
// itself at routers: "wampbridge/VERSION".
inline constexpr char kVersion[] = "0.1.0";

}  // namespace wampbridge::bridge

#endif  // BRIDGE_VERSION_H_
