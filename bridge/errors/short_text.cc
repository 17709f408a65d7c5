// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/short_text.h"

#include <algorithm>

namespace wampbridge::bridge {

std::string_view ShortText(std::string_view text, size_t octets_max) {
  if (text.size() <= octets_max) return text;
  size_t end = octets_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

std::string AsciiText(std::string text) {
  std::ranges::replace_if(
      text, [](char octet) { return (octet & 0x80) != 0; }, '?');
  return text;
}

}  // namespace wampbridge::bridge
