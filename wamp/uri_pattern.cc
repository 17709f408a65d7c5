// SPDX-License-Identifier: Apache-2.0
#include "wamp/uri_pattern.h"

#include <algorithm>
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

constexpr std::string_view kReserved = "wamp";
constexpr std::string_view kBelowReserved = "wamp.";

}  // namespace

std::vector<UriSet> PartsOf(std::string_view uri, MatchPolicy match) {
  std::vector<UriSet> parts;
  const auto add = [&](std::string part, MatchPolicy how, bool reserved) {
    parts.push_back({std::move(part), how, reserved});
  };
  if (match == MatchPolicy::kPrefix) {
    // "wa" stands for "wamp", too, and all below it.
    const bool both = kBelowReserved.starts_with(uri) && uri != kBelowReserved;
    add(std::string(uri), match, uri.starts_with(kBelowReserved));
    if (!both) return parts;
    add(std::string(kReserved), MatchPolicy::kExact, true);
    add(std::string(kBelowReserved), match, true);
    return parts;
  }
  add(std::string(uri), match, IsReservedUri(uri));
  if (match == MatchPolicy::kWildcard && (uri.empty() || uri.front() == '.')) {
    add(std::string(kReserved) + std::string(uri), match, true);
  }
  return parts;
}

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
  const std::vector<UriSet> parts = PartsOf(uri, match);
  return std::ranges::all_of(
      parts, [this](const UriSet& part) { return ContainsPart(part); });
}

bool UriPattern::ContainsPart(const UriSet& part) const {
  if (part.reserved != IsReserved()) return false;
  const std::vector<std::string_view> components = Split(part.uri);
  return part.match == MatchPolicy::kPrefix ? MatchesPrefix(components)
                                            : MatchesFixed(components);
}

bool UriPattern::Meets(std::string_view uri, MatchPolicy match) const {
  const std::vector<std::string_view> components = Split(uri);
  // The first component is given, unless it is empty or the prefix's last.
  const bool first_given =
      !components.front().empty() &&
      (match != MatchPolicy::kPrefix || components.size() > 1);
  if (first_given && components.front() == "wamp" && !IsReserved()) {
    return false;
  }
  return match == MatchPolicy::kPrefix ? MeetsPrefix(components)
                                       : MeetsFixed(components);
}

bool UriPattern::MeetsFixed(
    const std::vector<std::string_view>& components) const {
  const size_t fixed = components_.size();
  if (tail_ ? components.size() <= fixed : components.size() != fixed) {
    return false;
  }
  for (size_t i = 0; i < fixed; ++i) {
    if (!components[i].empty() && !Covers(components_[i], components[i])) {
      return false;
    }
  }
  return true;
}

bool UriPattern::MeetsPrefix(
    const std::vector<std::string_view>& components) const {
  const size_t last = components.size() - 1;
  for (size_t i = 0; i < last; ++i) {
    // No URI has an empty component.
    if (components[i].empty()) return false;
    if (i < components_.size() ? !Covers(components_[i], components[i])
                               : !tail_) {
      return false;
    }
  }
  if (last >= components_.size()) return tail_;
  return components_[last] == "*" ||
         components_[last].starts_with(components[last]);
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
