// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_META_EVENT_H_
#define WAMP_ROUTER_META_EVENT_H_

#include <functional>
#include <string_view>

#include "wamp/value.h"

namespace wampbridge::router {

// Tells whoever has subscribed to it of something that the router did itself
// (advanced profile, "Meta API").
using MetaPublisher =
    std::function<void(std::string_view topic, const wamp::List& args)>;

// For a realm that has no meta events.
inline void IgnoreMetaEvent(std::string_view, const wamp::List&) {}

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_META_EVENT_H_
