// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_NAMES_H_
#define BRIDGE_CONFIG_NAMES_H_

#include <string>

namespace wampbridge::bridge {

// What a name of a router or an identity must be, for errors.
inline constexpr char kNameRule[] =
    "is no name; use 1 to 64 letters, digits, _, - and .";

// Whether a text can name a router or an identity: names stand in health
// services, logs and labels.
bool IsName(const std::string& text);

// Whether a text consists of [a-z0-9_] and is not empty: features and option
// keys.
bool IsWord(const std::string& text);

// Whether a text can be the name of an HTTP header (RFC 9110, "token").
bool IsHeaderName(const std::string& text);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_NAMES_H_
