// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_EVENT_FILTER_H_
#define WAMP_ROUTER_EVENT_FILTER_H_

#include <optional>
#include <string>
#include <vector>

#include "wamp/ids.h"
#include "wamp/router/peer.h"
#include "wamp/value.h"

namespace wampbridge::router {

// Which subscribers may get a publication (advanced profile, "Subscriber
// Black- and Whitelisting" and "Publisher Exclusion"): every condition that its
// options name must hold. An empty whitelist lets nobody through.
class EventFilter {
 public:
  EventFilter(const wamp::Dict& options, wamp::SessionId publisher);

  bool Passes(const Peer& subscriber) const;

 private:
  std::optional<wamp::SessionId> excluded_publisher_;
  std::vector<wamp::SessionId> exclude_;
  std::vector<std::string> exclude_authid_;
  std::vector<std::string> exclude_authrole_;
  std::optional<std::vector<wamp::SessionId>> eligible_;
  std::optional<std::vector<std::string>> eligible_authid_;
  std::optional<std::vector<std::string>> eligible_authrole_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_EVENT_FILTER_H_
