// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_WANTED_TOPIC_H_
#define BRIDGE_SUBSCRIBE_WANTED_TOPIC_H_

#include <string>

#include "wamp/uri.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

// A topic that a stream wants, with its complete options, so that it can be
// restored on a new session.
struct WantedTopic {
  std::string uri;
  wamp::MatchPolicy match = wamp::MatchPolicy::kExact;
  // SUBSCRIBE.Options in full. `get_retained` is one stream's own wish:
  // SUBSCRIBE is sent again for it, and events marked retained go only to
  // streams that are owed them.
  wamp::Dict options;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_WANTED_TOPIC_H_
