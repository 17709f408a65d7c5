// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/catalog_meta.h"

#include <algorithm>
#include <string>
#include <vector>

#include "wamp/router/request_check.h"
#include "wamp/router/uris.h"
#include "wamp/uri.h"

namespace wampbridge::router {
namespace {

// What the verbs about an entry's sessions are called.
struct Verbs {
  std::string_view list;
  std::string_view count;
  std::string_view remove;
};
constexpr Verbs kCallees = {"list_callees", "count_callees", "remove_callee"};
constexpr Verbs kSubscribers = {"list_subscribers", "count_subscribers",
                                "remove_subscriber"};

wamp::List MemberIds(const CatalogEntry& entry) {
  wamp::List ids;
  for (const wamp::SessionId member : entry.members) {
    ids.emplace_back(member.value);
  }
  return ids;
}

}  // namespace

std::optional<MetaAnswer> CatalogMeta::Answer(std::string_view verb,
                                              const MetaCall& call) const {
  const Verbs& verbs = kind_ == Kind::kRegistrations ? kCallees : kSubscribers;
  if (verb == "list") return List();
  if (verb == "lookup") return Lookup(call);
  if (verb == "match") return Match(call);
  if (verb == verbs.remove) return Revoke(call);
  if (verb != "get" && verb != verbs.list && verb != verbs.count) {
    return std::nullopt;
  }
  const std::vector<CatalogEntry> entries = catalog_->Entries();
  const auto found = std::find_if(
      entries.begin(), entries.end(),
      [&](const CatalogEntry& entry) { return entry.id == call.IdAt(0); });
  if (found == entries.end()) return NoSuchEntry();
  if (verb == "get") return wamp::List{CatalogDetails(*found)};
  if (verb == verbs.list) return wamp::List{MemberIds(*found)};
  return wamp::List{wamp::Value(uint64_t{found->members.size()})};
}

MetaAnswer CatalogMeta::List() const {
  wamp::List exact, prefix, wildcard;
  for (const CatalogEntry& entry : catalog_->Entries()) {
    wamp::List& ids = entry.match == wamp::MatchPolicy::kExact    ? exact
                      : entry.match == wamp::MatchPolicy::kPrefix ? prefix
                                                                  : wildcard;
    ids.emplace_back(entry.id);
  }
  return wamp::List{
      wamp::Dict{{"exact", exact}, {"prefix", prefix}, {"wildcard", wildcard}}};
}

MetaAnswer CatalogMeta::Lookup(const MetaCall& call) const {
  const wamp::Dict* options =
      call.args.size() > 1 ? call.args[1].AsDict() : nullptr;
  const auto match = MatchOption(options == nullptr ? wamp::Dict() : *options);
  if (!match.has_value()) {
    return MetaError{.error = kInvalidArgument,
                     .text = "match is not exact, prefix or wildcard"};
  }
  for (const CatalogEntry& entry : catalog_->Entries()) {
    if (entry.uri == call.TextAt(0) && entry.match == *match) {
      return wamp::List{wamp::Value(entry.id)};
    }
  }
  return wamp::List{wamp::Value()};
}

// A call goes to one registration, a publication to many subscriptions.
MetaAnswer CatalogMeta::Match(const MetaCall& call) const {
  const std::vector<uint64_t> matching = catalog_->Matching(call.TextAt(0));
  if (matching.empty()) return wamp::List{wamp::Value()};
  if (kind_ == Kind::kRegistrations) {
    return wamp::List{wamp::Value(matching.front())};
  }
  wamp::List ids;
  for (const uint64_t id : matching) ids.emplace_back(id);
  return wamp::List{ids};
}

MetaAnswer CatalogMeta::Revoke(const MetaCall& call) const {
  if (!catalog_->Revoke(call.IdAt(0), wamp::SessionId{call.IdAt(1)},
                        call.kwargs.TextAt("reason"))) {
    return NoSuchEntry();
  }
  return wamp::List();
}

MetaError CatalogMeta::NoSuchEntry() const {
  if (kind_ == Kind::kRegistrations) {
    return {.error = kNoSuchRegistration,
            .text = "no such registration, or not of this session"};
  }
  return {.error = kNoSuchSubscription,
          .text = "no such subscription, or not of this session"};
}

}  // namespace wampbridge::router
