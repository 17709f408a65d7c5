// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_URI_PATTERN_H_
#define WAMP_URI_PATTERN_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "wamp/uri.h"

namespace wampbridge::wamp {

// What a URI with its match policy stands for, or a part of that.
struct UriSet {
  std::string uri;
  MatchPolicy match = MatchPolicy::kExact;
  // Only URIs whose first component is `wamp`, or only others.
  bool reserved = false;
};

// The parts of what (uri, match) stands for: URIs of `wamp`, which only
// patterns that begin with it match, and all others. Together they are the
// whole. The first part is of the kind that `uri` itself is of.
std::vector<UriSet> PartsOf(std::string_view uri, MatchPolicy match);

// A pattern of the configuration's rules: components separated by dots, `*`
// exactly one component, a trailing `**` one or more; nothing else is special.
// URIs under `wamp.` are matched only by patterns that begin with it.
class UriPattern {
 public:
  static absl::StatusOr<UriPattern> Parse(std::string_view text);

  // Whether every URI that (uri, match) stands for is matched. A prefix matches
  // by string, so `com.shop` also stands for `com.shopping.x`, and `wa` for
  // `wamp.session.on_join`.
  bool Contains(std::string_view uri, MatchPolicy match) const;

  // The same of one of PartsOf: several patterns may contain one each.
  bool ContainsPart(const UriSet& part) const;

  // Whether any URI that (uri, match) stands for is matched.
  bool Meets(std::string_view uri, MatchPolicy match) const;

  // Whether its first component is `wamp`.
  bool IsReserved() const {
    return !components_.empty() && components_.front() == "wamp";
  }

 private:
  UriPattern() = default;

  // `components` are fixed; an empty one stands for any.
  bool MatchesFixed(const std::vector<std::string_view>& components) const;
  // The last component of `components` is only the beginning of one.
  bool MatchesPrefix(const std::vector<std::string_view>& components) const;
  // The same for some of the URIs instead of all.
  bool MeetsFixed(const std::vector<std::string_view>& components) const;
  bool MeetsPrefix(const std::vector<std::string_view>& components) const;

  std::vector<std::string> components_;  // without the trailing **
  bool tail_ = false;                    // whether ** ends it
};

}  // namespace wampbridge::wamp

#endif  // WAMP_URI_PATTERN_H_
