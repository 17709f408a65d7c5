// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_LOG_LOG_FIELDS_H_
#define BRIDGE_LOG_LOG_FIELDS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wampbridge::bridge {

// Facts beside a log line's message, which the log writes as it writes lines:
// as members of the JSON object, or as key=value after the text.
using LogFields = std::vector<std::pair<std::string, std::string>>;

// The line with its facts, for the logger; those that are empty are left out,
// long ones cut. Texts may be from anybody. Lines that are not made by this
// have no facts; they must not begin with what others say.
std::string WithFields(std::string_view message, const LogFields& fields);

// What a line that was given to the logger becomes. No text breaks out of it.
std::string ToLogText(std::string_view line);
// `"message": …` and the facts, members of an object without its braces.
std::string ToLogMembers(std::string_view line);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_LOG_LOG_FIELDS_H_
