// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ERRORS_SHORT_TEXT_H_
#define BRIDGE_ERRORS_SHORT_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace wampbridge::bridge {

// The longest beginning of a text of at most so many octets that does not end
// inside a character of UTF-8. What others send may be as long as a message.
std::string_view ShortText(std::string_view text, size_t octets_max);

// The text with `?` for each octet that is not ASCII: protobuf takes UTF-8
// only, and what others send may be none.
std::string AsciiText(std::string text);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ERRORS_SHORT_TEXT_H_
