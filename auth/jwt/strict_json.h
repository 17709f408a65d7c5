// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_JWT_STRICT_JSON_H_
#define AUTH_JWT_STRICT_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace wampbridge::auth {

// A JSON object; nothing where the text is no object, has a key twice (readers
// disagree about which one counts, RFC 8725 section 2.4 and RFC 7519 section 4)
// or is nested deeper than 16.
std::optional<nlohmann::json> ParseStrictObject(std::string_view text);

// A member that is text; empty where there is none or it is something else.
std::string TextAt(const nlohmann::json& object, const char* name);

}  // namespace wampbridge::auth

#endif  // AUTH_JWT_STRICT_JSON_H_
