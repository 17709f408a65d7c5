// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/event_filter.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace wampbridge::router {
namespace {

std::optional<std::vector<wamp::SessionId>> Sessions(const wamp::Dict& options,
                                                     std::string_view key) {
  const wamp::List* list = options.FindList(key);
  if (list == nullptr) return std::nullopt;
  std::vector<wamp::SessionId> sessions;
  for (const wamp::Value& item : *list) {
    const int64_t* id = item.AsInt();
    if (id != nullptr) {
      sessions.push_back(wamp::SessionId{static_cast<uint64_t>(*id)});
    }
  }
  return sessions;
}

std::optional<std::vector<std::string>> Names(const wamp::Dict& options,
                                              std::string_view key) {
  const wamp::List* list = options.FindList(key);
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> names;
  for (const wamp::Value& item : *list) {
    if (item.AsString() != nullptr) names.push_back(*item.AsString());
  }
  return names;
}

template <typename T>
bool Has(const std::vector<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

template <typename T>
bool Admits(const std::optional<std::vector<T>>& whitelist, const T& item) {
  return !whitelist.has_value() || Has(*whitelist, item);
}

}  // namespace

EventFilter::EventFilter(const wamp::Dict& options, wamp::SessionId publisher)
    : exclude_(Sessions(options, "exclude")
                   .value_or(std::vector<wamp::SessionId>())),
      exclude_authid_(Names(options, "exclude_authid")
                          .value_or(std::vector<std::string>())),
      exclude_authrole_(Names(options, "exclude_authrole")
                            .value_or(std::vector<std::string>())),
      eligible_(Sessions(options, "eligible")),
      eligible_authid_(Names(options, "eligible_authid")),
      eligible_authrole_(Names(options, "eligible_authrole")) {
  if (options.Find("exclude_me") == nullptr || options.IsTrue("exclude_me")) {
    excluded_publisher_ = publisher;
  }
}

bool EventFilter::Passes(const Peer& subscriber) const {
  if (excluded_publisher_ == subscriber.session()) return false;
  const std::string& authrole = subscriber.role().name();
  return !Has(exclude_, subscriber.session()) &&
         !Has(exclude_authid_, subscriber.authid()) &&
         !Has(exclude_authrole_, authrole) &&
         Admits(eligible_, subscriber.session()) &&
         Admits(eligible_authid_, subscriber.authid()) &&
         Admits(eligible_authrole_, authrole);
}

}  // namespace wampbridge::router
