// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_UTF8_H_
#define WAMP_CODEC_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wampbridge::wamp {

// One code point and how many octets it takes. size 0: `text` is empty or does
// not begin with well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong,
// nothing above U+10FFFF).
struct CodePoint {
  char32_t value = 0;
  size_t size = 0;
};
CodePoint DecodeUtf8(std::string_view text);

// The offset of the first octet that is not UTF-8, or npos.
size_t FindInvalidUtf8(std::string_view text);

// REQUIRES: `value` is a code point and no surrogate.
void AppendUtf8(char32_t value, std::string* out);

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_UTF8_H_
