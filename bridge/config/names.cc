// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/names.h"

namespace wampbridge::bridge {
namespace {

constexpr char kLower[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
constexpr char kNameCharacters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
constexpr char kTokenCharacters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "!#$%&'*+-.^_`|~";

bool ConsistsOf(const std::string& text, const char* characters) {
  return !text.empty() &&
         text.find_first_not_of(characters) == std::string::npos;
}

}  // namespace

bool IsName(const std::string& text) {
  return text.size() <= 64 && ConsistsOf(text, kNameCharacters);
}

bool IsWord(const std::string& text) { return ConsistsOf(text, kLower); }

bool IsHeaderName(const std::string& text) {
  return ConsistsOf(text, kTokenCharacters);
}

}  // namespace wampbridge::bridge
