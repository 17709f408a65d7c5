// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_ENCODING_H_
#define AUTH_ENCODING_H_

#include <optional>
#include <string>
#include <string_view>

namespace wampbridge::auth {

// Lower-case hexadecimal digits, two for each octet.
std::string HexEncode(std::string_view octets);

// The octets of an even number of hexadecimal digits of either case; nothing
// for any other text.
std::optional<std::string> HexDecode(std::string_view digits);

// Standard Base64 (RFC 4648, section 4) with padding and without line breaks.
std::string Base64Encode(std::string_view octets);

// The octets of Base64 text; white space within it is skipped, as PEM has
// line breaks. Nothing for any other text.
std::optional<std::string> Base64Decode(std::string_view text);

// A JSON string literal with its quotes. `text` is UTF-8.
std::string JsonQuote(std::string_view text);

// The same of the first octets of what a router said: it is repeated in errors,
// but not without end.
std::string JsonQuoteStart(std::string_view text);

// The octets of a XOR those of b. REQUIRES: they are of one size.
std::string Xor(std::string_view a, std::string_view b);

// The one place where secrets, and proofs made of them, are compared: whether
// two texts are equal, in a time that depends on their lengths only.
bool ConstantTimeEquals(std::string_view a, std::string_view b);

}  // namespace wampbridge::auth

#endif  // AUTH_ENCODING_H_
