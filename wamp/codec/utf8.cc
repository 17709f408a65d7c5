// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/utf8.h"

#include <cstring>

namespace wampbridge::wamp {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080;

// How many octets at the beginning of `text` are ASCII, eight at a time.
size_t AsciiPrefix(std::string_view text) {
  size_t size = 0;
  uint64_t word = 0;
  while (size + sizeof(word) <= text.size()) {
    std::memcpy(&word, text.data() + size, sizeof(word));
    if ((word & kHighBits) != 0) break;
    size += sizeof(word);
  }
  while (size < text.size() && (text[size] & 0x80) == 0) ++size;
  return size;
}

struct Lead {
  size_t size;       // of the whole sequence; 0: never leads one
  char32_t bits;     // what the lead octet adds
  char32_t minimum;  // below it the form is overlong
};

Lead ReadLead(unsigned char octet) {
  if (octet < 0x80) return {1, octet, 0};
  if (octet >= 0xC2 && octet <= 0xDF) return {2, octet & 0x1Fu, 0x80};
  if (octet >= 0xE0 && octet <= 0xEF) return {3, octet & 0x0Fu, 0x800};
  if (octet >= 0xF0 && octet <= 0xF4) return {4, octet & 0x07u, 0x10000};
  return {0, 0, 0};
}

}  // namespace

CodePoint DecodeUtf8(std::string_view text) {
  if (text.empty()) return {};
  const Lead lead = ReadLead(static_cast<unsigned char>(text[0]));
  if (lead.size == 0 || lead.size > text.size()) return {};
  char32_t value = lead.bits;
  for (size_t i = 1; i < lead.size; ++i) {
    const auto octet = static_cast<unsigned char>(text[i]);
    if ((octet & 0xC0) != 0x80) return {};
    value = (value << 6) | (octet & 0x3Fu);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead.minimum || value > 0x10FFFF || surrogate) return {};
  return {value, lead.size};
}

size_t FindInvalidUtf8(std::string_view text) {
  size_t offset = AsciiPrefix(text);
  while (offset < text.size()) {
    const CodePoint point = DecodeUtf8(text.substr(offset));
    if (point.size == 0) return offset;
    offset += point.size;
    if (point.size == 1) offset += AsciiPrefix(text.substr(offset));
  }
  return std::string_view::npos;
}

void AppendUtf8(char32_t value, std::string* out) {
  auto push = [out](char32_t octet) {
    out->push_back(static_cast<char>(octet));
  };
  if (value < 0x80) {
    push(value);
    return;
  }
  if (value < 0x800) {
    push(0xC0 | (value >> 6));
  } else {
    if (value < 0x10000) {
      push(0xE0 | (value >> 12));
    } else {
      push(0xF0 | (value >> 18));
      push(0x80 | ((value >> 12) & 0x3F));
    }
    push(0x80 | ((value >> 6) & 0x3F));
  }
  push(0x80 | (value & 0x3F));
}

}  // namespace wampbridge::wamp
