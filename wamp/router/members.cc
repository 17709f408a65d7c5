// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/members.h"

#include <utility>

namespace wampbridge::router {

void Members::Add(Member member) {
  const wamp::SessionId session = member.peer->session();
  members_.emplace(session, std::move(member));
}

bool Members::Remove(const Peer& peer) {
  return members_.erase(peer.session()) != 0;
}

const Members::Member* Members::Find(wamp::SessionId session) const {
  const auto found = members_.find(session);
  return found == members_.end() ? nullptr : &found->second;
}

std::vector<wamp::SessionId> Members::Where(const Condition& condition) const {
  std::vector<wamp::SessionId> sessions;
  for (const auto& [session, member] : members_) {
    if (condition(*member.peer)) sessions.push_back(session);
  }
  return sessions;
}

// Closing one takes it out of the map.
std::vector<wamp::SessionId> Members::Close(const Condition& condition,
                                            const wamp::Goodbye& goodbye) {
  std::vector<wamp::SessionId> sessions = Where(condition);
  for (const wamp::SessionId session : sessions) {
    const Member* member = Find(session);
    if (member != nullptr) member->session->Close(goodbye);
  }
  return sessions;
}

}  // namespace wampbridge::router
