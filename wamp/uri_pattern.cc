// SPDX-License-Identifier: Apache-2.0
#include "wamp/uri_pattern.h"

#include <cstddef>

namespace wampbridge::wamp {
namespace {

std::vector<std::string_view> Split(std::string_view text) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  for (size_t dot; (dot = text.find('.', begin)) != std::string_view::npos;
       begin = dot + 1) {
    parts.push_back(text.substr(begin, dot - begin));
  }
  parts.push_back(text.substr(begin));
  return parts;
}

bool Covers(const std::string& pattern, std::string_view component) {
  return pattern == "*" || (!component.empty() && pattern == component);
}

}  // namespace

absl::StatusOr<UriPattern> UriPattern::Parse(std::string_view text) {
  UriPattern pattern;
  const std::vector<std::string_view> parts = Split(text);
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == "**") {
      if (i + 1 != parts.size()) {
        return absl::InvalidArgumentError("** may only stand at the end");
      }
      pattern.tail_ = true;
      return pattern;
    }
    if (parts[i] != "*") {
      const absl::Status status = ValidateUri(parts[i]);
      if (!status.ok()) return status;
      if (parts[i].find('*') != std::string_view::npos) {
        return absl::InvalidArgumentError("* must stand alone between dots");
      }
    }
    pattern.components_.emplace_back(parts[i]);
  }
  return pattern;
}

bool UriPattern::Contains(std::string_view uri, MatchPolicy match) const {
  if (IsReservedUri(uri) &&
      (components_.empty() || components_.front() != "wamp")) {
    return false;
  }
  const std::vector<std::string_view> components = Split(uri);
  return match == MatchPolicy::kPrefix ? MatchesPrefix(components)
                                       : MatchesFixed(components);
}

bool UriPattern::MatchesFixed(
    const std::vector<std::string_view>& components) const {
  const size_t fixed = components_.size();
  if (tail_ ? components.size() <= fixed : components.size() != fixed) {
    return false;
  }
  for (size_t i = 0; i < fixed; ++i) {
    if (!Covers(components_[i], components[i])) return false;
  }
  return true;
}

bool UriPattern::MatchesPrefix(
    const std::vector<std::string_view>& components) const {
  // What a prefix stands for has no longest URI, and may be no longer than the
  // prefix itself.
  if (!tail_ || components.size() <= components_.size()) return false;
  for (size_t i = 0; i < components_.size(); ++i) {
    if (!Covers(components_[i], components[i])) return false;
  }
  return true;
}

}  // namespace wampbridge::wamp
