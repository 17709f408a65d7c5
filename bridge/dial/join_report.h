// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DIAL_JOIN_REPORT_H_
#define BRIDGE_DIAL_JOIN_REPORT_H_

#include <string>

#include "bridge/dial/join_diagnosis.h"
#include "bridge/dial/join_facts.h"

namespace wampbridge::bridge {

// For a person, as indented lines: what a join found.
std::string DescribeJoin(const std::string& url, const JoinReport& report);

// The same: how far a join came, and what it likely comes from that it came no
// further.
std::string DescribeFailure(const JoinFailure& failure,
                            const JoinDiagnosis& diagnosis);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DIAL_JOIN_REPORT_H_
