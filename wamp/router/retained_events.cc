// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/retained_events.h"

#include <iterator>
#include <utility>

namespace wampbridge::router {

void RetainedEvents::Keep(RetainedEvent event) {
  const auto previous = by_topic_.find(event.topic);
  if (previous != by_topic_.end()) Drop(previous->second);
  bytes_ += event.bytes();
  events_.push_back(std::move(event));
  const auto last = std::prev(events_.end());
  by_topic_.emplace(last->topic, last);
  while (bytes_ > bytes_max_) Drop(events_.begin());
}

std::vector<const RetainedEvent*> RetainedEvents::Matching(
    std::string_view pattern, wamp::MatchPolicy match) const {
  std::vector<const RetainedEvent*> matching;
  for (const RetainedEvent& event : events_) {
    if (wamp::UriMatches(pattern, match, event.topic)) {
      matching.push_back(&event);
    }
  }
  return matching;
}

void RetainedEvents::Drop(std::list<RetainedEvent>::iterator event) {
  bytes_ -= event->bytes();
  by_topic_.erase(event->topic);
  events_.erase(event);
}

}  // namespace wampbridge::router
