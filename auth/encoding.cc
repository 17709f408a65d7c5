// SPDX-License-Identifier: Apache-2.0
#include "auth/encoding.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cassert>
#include <cstdio>

namespace wampbridge::auth {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::string HexEncode(std::string_view octets) {
  std::string digits;
  digits.reserve(octets.size() * 2);
  for (const char octet : octets) {
    const auto value = static_cast<unsigned char>(octet);
    digits += kHexDigits[value >> 4];
    digits += kHexDigits[value & 15];
  }
  return digits;
}

std::optional<std::string> HexDecode(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string octets;
  octets.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = HexValue(digits[i]);
    const int low = HexValue(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    octets += static_cast<char>(high << 4 | low);
  }
  return octets;
}

std::string Base64Encode(std::string_view octets) {
  // EVP_EncodeBlock also writes a terminating zero.
  std::string text((octets.size() + 2) / 3 * 4 + 1, '\0');
  const int written =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(octets.data()),
                      static_cast<int>(octets.size()));
  text.resize(static_cast<std::size_t>(written));
  return text;
}

std::optional<std::string> Base64Decode(std::string_view text) {
  std::string packed;
  for (const char c : text) {
    if (!IsSpace(c)) packed += c;
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < packed.size() &&
         packed[packed.size() - 1 - padding] == '=') {
    ++padding;
  }
  std::string octets(packed.size() / 4 * 3 + 1, '\0');
  const int written =
      packed.size() % 4 != 0
          ? -1
          : EVP_DecodeBlock(
                reinterpret_cast<unsigned char*>(octets.data()),
                reinterpret_cast<const unsigned char*>(packed.data()),
                static_cast<int>(packed.size()));
  OPENSSL_cleanse(packed.data(), packed.size());
  if (written < 0) return std::nullopt;
  octets.resize(static_cast<std::size_t>(written) - padding);
  return octets;
}

std::string JsonQuote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[7];
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      quoted += escape;
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string JsonQuoteStart(std::string_view text) {
  constexpr std::size_t kShownMax = 64;
  return JsonQuote(text.substr(0, kShownMax));
}

std::string Xor(std::string_view a, std::string_view b) {
  assert(a.size() == b.size());
  std::string result(a);
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = static_cast<char>(result[i] ^ b[i]);
  }
  return result;
}

bool ConstantTimeEquals(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace wampbridge::auth
