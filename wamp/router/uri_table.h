// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_URI_TABLE_H_
#define WAMP_ROUTER_URI_TABLE_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wamp/uri.h"

namespace wampbridge::router {

// Entries by URI and match policy, and the search for those that match a URI.
// Exact entries are found by one look-up; patterns are tried one by one, which
// is enough for the few that a development router has. Entries stay where they
// are until erased.
template <typename Entry>
class UriTable {
 public:
  Entry* Find(std::string_view uri, wamp::MatchPolicy match) {
    auto& entries = Entries(match);
    const auto found = entries.find(uri);
    return found == entries.end() ? nullptr : found->second.get();
  }

  // REQUIRES: there is none of this URI and match.
  Entry& Insert(std::string_view uri, wamp::MatchPolicy match, Entry entry) {
    return *Entries(match)
                .emplace(std::string(uri),
                         std::make_unique<Entry>(std::move(entry)))
                .first->second;
  }

  void Erase(std::string_view uri, wamp::MatchPolicy match) {
    auto& entries = Entries(match);
    const auto found = entries.find(uri);
    if (found != entries.end()) entries.erase(found);
  }

  // All that match the exact `uri`.
  std::vector<Entry*> Matches(std::string_view uri) {
    std::vector<Entry*> matches;
    if (Entry* exact = Find(uri, wamp::MatchPolicy::kExact)) {
      matches.push_back(exact);
    }
    for (const auto match :
         {wamp::MatchPolicy::kPrefix, wamp::MatchPolicy::kWildcard}) {
      for (const auto& [pattern, entry] : Entries(match)) {
        if (wamp::UriMatches(pattern, match, uri)) {
          matches.push_back(entry.get());
        }
      }
    }
    return matches;
  }

  // The one that a call of `uri` goes to (advanced profile, "Pattern-based
  // Registrations"): exact, else the longest prefix, else the wildcard whose
  // first component that is not fixed comes last.
  Entry* BestMatch(std::string_view uri) {
    if (Entry* exact = Find(uri, wamp::MatchPolicy::kExact)) return exact;
    std::string_view best;
    Entry* found = nullptr;
    for (const auto match :
         {wamp::MatchPolicy::kPrefix, wamp::MatchPolicy::kWildcard}) {
      for (const auto& [pattern, entry] : Entries(match)) {
        if (!wamp::UriMatches(pattern, match, uri)) continue;
        if (found == nullptr || IsCloser(pattern, best, match)) {
          best = pattern;
          found = entry.get();
        }
      }
      if (found != nullptr) break;
    }
    return found;
  }

 private:
  using Map = std::map<std::string, std::unique_ptr<Entry>, std::less<>>;

  Map& Entries(wamp::MatchPolicy match) {
    return entries_[static_cast<size_t>(match)];
  }

  // Of two patterns that match one URI. Two wildcards are equal up to the
  // first component in which one is empty and the other is not.
  static bool IsCloser(std::string_view pattern, std::string_view than,
                       wamp::MatchPolicy match) {
    if (match == wamp::MatchPolicy::kPrefix) {
      return pattern.size() > than.size();
    }
    size_t at = 0;
    while (at < pattern.size() && at < than.size() && pattern[at] == than[at]) {
      ++at;
    }
    const bool empty_here = at == pattern.size() || pattern[at] == '.';
    return !empty_here;
  }

  Map entries_[3];  // by MatchPolicy: URI -> entry
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_URI_TABLE_H_
