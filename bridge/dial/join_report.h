// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DIAL_JOIN_REPORT_H_
#define BRIDGE_DIAL_JOIN_REPORT_H_

#include <string>

#include "bridge/dial/join_probe.h"

namespace wampbridge::bridge {

// For a person: what a join found, as indented lines.
std::string DescribeJoin(const std::string& url, const JoinReport& report);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DIAL_JOIN_REPORT_H_
