// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/live_sessions.h"

#include <algorithm>

namespace wampbridge::bridge {

LiveSessions::Pointer LiveSessions::LeastLoaded(size_t* in_flight) const {
  const Pointer* least = nullptr;
  for (const Pointer& session : all) {
    const size_t load = session->connection()->pending_requests();
    if (least == nullptr || load < *in_flight) {
      least = &session;
      *in_flight = load;
    }
    if (load == 0) break;
  }
  return least == nullptr ? nullptr : *least;
}

LiveSessions::Pointer LiveSessions::Find(wamp::SessionId session) const {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Pointer& candidate) {
        return candidate->welcome.session == session;
      });
  return found == all.end() ? nullptr : *found;
}

std::shared_ptr<const LiveSessions> LiveSessions::Without(
    const Pointer& session) const {
  auto rest = std::make_shared<LiveSessions>(*this);
  std::erase(rest->all, session);
  std::erase(rest->own, session);
  if (rest->publisher == session) rest->publisher = nullptr;
  if (rest->subscriber == session) rest->subscriber = nullptr;
  return rest;
}

}  // namespace wampbridge::bridge
