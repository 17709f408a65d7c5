// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_RETAINED_EVENTS_H_
#define WAMP_ROUTER_RETAINED_EVENTS_H_

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "wamp/ids.h"
#include "wamp/message.h"
#include "wamp/router/event_filter.h"
#include "wamp/serializer.h"
#include "wamp/uri.h"
#include "wamp/value.h"

namespace wampbridge::router {

// A publication that was asked to be kept, with its own copy of the payload.
struct RetainedEvent {
  std::string topic;
  wamp::PublicationId publication;
  wamp::Dict details;  // of the EVENT, without topic and retained
  EventFilter filter;
  wamp::Serializer serializer = wamp::Serializer::kJson;
  std::string args;
  std::string kwargs;

  size_t bytes() const { return topic.size() + args.size() + kwargs.size(); }
};

// The newest retained event of each topic (advanced profile, "Event
// Retention"), in memory only. Beyond the bound the event kept longest goes.
class RetainedEvents {
 public:
  explicit RetainedEvents(size_t bytes_max) : bytes_max_(bytes_max) {}

  void Keep(RetainedEvent event);

  // Those whose topic is matched, oldest first. Valid until the next Keep.
  std::vector<const RetainedEvent*> Matching(std::string_view pattern,
                                             wamp::MatchPolicy match) const;

 private:
  void Drop(std::list<RetainedEvent>::iterator event);

  const size_t bytes_max_;
  size_t bytes_ = 0;
  std::list<RetainedEvent> events_;  // oldest first
  // topic -> its event (to replace it)
  std::map<std::string, std::list<RetainedEvent>::iterator, std::less<>>
      by_topic_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_RETAINED_EVENTS_H_
