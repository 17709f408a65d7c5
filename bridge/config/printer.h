// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_PRINTER_H_
#define BRIDGE_CONFIG_PRINTER_H_

#include <string>

#include "google/protobuf/message.h"

namespace wampbridge::bridge {

// What stands in place of a value that is not shown.
inline constexpr char kHidden[] = "(hidden)";

// A message as the YAML that ReadYaml reads, every key with its value in
// force, defaults included; what a rule hides is kHidden. Maps are sorted.
std::string PrintYaml(const google::protobuf::Message& message);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_PRINTER_H_
