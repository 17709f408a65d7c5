// SPDX-License-Identifier: Apache-2.0
#include "wamp/uri.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "wamp/codec/utf8.h"

namespace wampbridge::wamp {
namespace {

// Unicode White_Space and what Python's `\s` adds to it.
bool IsWhiteSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 ||
         c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

absl::Status Refuse(absl::string_view what, int component, size_t offset) {
  return absl::InvalidArgumentError(absl::StrCat(
      "URI has ", what, " in component ", component, " at octet ", offset));
}

// What forbids the character; empty if nothing.
absl::string_view Fault(const CodePoint& point) {
  if (point.size == 0) return "bad UTF-8";
  if (point.value == U'#') return "a '#'";
  if (IsWhiteSpace(point.value)) return "white space";
  return {};
}

// Takes the next component, and the dot behind it, off `rest`.
std::string_view TakeComponent(std::string_view* rest) {
  const size_t dot = rest->find('.');
  const std::string_view component = rest->substr(0, dot);
  rest->remove_prefix(dot == std::string_view::npos ? rest->size() : dot + 1);
  return component;
}

bool WildcardMatches(std::string_view pattern, std::string_view uri) {
  if (std::ranges::count(pattern, '.') != std::ranges::count(uri, '.')) {
    return false;
  }
  while (!pattern.empty()) {
    const std::string_view wanted = TakeComponent(&pattern);
    const std::string_view component = TakeComponent(&uri);
    if (!wanted.empty() && wanted != component) return false;
  }
  return true;
}

}  // namespace

absl::Status ValidateUri(std::string_view uri, MatchPolicy match) {
  const bool may_be_empty = match != MatchPolicy::kExact;
  int component = 1;
  size_t begin = 0;
  size_t offset = 0;
  while (offset < uri.size()) {
    if (uri[offset] == '.') {
      if (offset == begin && !may_be_empty) {
        return Refuse("nothing", component, offset);
      }
      ++component;
      begin = ++offset;
      continue;
    }
    const CodePoint point = DecodeUtf8(uri.substr(offset));
    const absl::string_view fault = Fault(point);
    if (!fault.empty()) return Refuse(fault, component, offset);
    offset += point.size;
  }
  if (offset == begin && !may_be_empty) {
    return Refuse("nothing", component, offset);
  }
  return absl::OkStatus();
}

bool IsStrictUri(std::string_view uri) {
  bool empty = true;  // the component so far
  for (const char c : uri) {
    if (c == '.') {
      if (empty) return false;
      empty = true;
      continue;
    }
    const bool digit = c >= '0' && c <= '9';
    const bool letter = c >= 'a' && c <= 'z';
    if (!digit && !letter && c != '_') return false;
    empty = false;
  }
  return !empty;
}

bool IsReservedUri(std::string_view uri) {
  return TakeComponent(&uri) == "wamp";
}

bool UriMatches(std::string_view pattern, MatchPolicy match,
                std::string_view uri) {
  switch (match) {
    case MatchPolicy::kExact:
      return pattern == uri;
    case MatchPolicy::kPrefix:
      return uri.starts_with(pattern);
    case MatchPolicy::kWildcard:
      return WildcardMatches(pattern, uri);
  }
  return false;
}

std::string_view MatchPolicyName(MatchPolicy match) {
  switch (match) {
    case MatchPolicy::kExact:
      return "exact";
    case MatchPolicy::kPrefix:
      return "prefix";
    case MatchPolicy::kWildcard:
      return "wildcard";
  }
  return "unknown";
}

}  // namespace wampbridge::wamp
