// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_MEMBERS_H_
#define WAMP_ROUTER_MEMBERS_H_

#include <functional>
#include <map>
#include <vector>

#include "wamp/ids.h"
#include "wamp/message.h"
#include "wamp/router/peer.h"
#include "wamp/value.h"

namespace wampbridge::router {

// A session that has joined, as the realm may end it.
class JoinedSession {
 public:
  virtual ~JoinedSession() = default;
  // Says GOODBYE and leaves the realm before it returns.
  virtual void Close(const wamp::Goodbye& goodbye) = 0;
};

// Who has joined a realm over a connection. Not thread-safe; peers must be
// taken away before they go.
class Members {
 public:
  struct Member {
    Peer* peer = nullptr;
    JoinedSession* session = nullptr;
    wamp::Dict details;  // as the meta API tells them
  };
  using Condition = std::function<bool(const Peer&)>;

  void Add(Member member);
  // False: it was not there.
  bool Remove(const Peer& peer);

  // nullptr where there is none.
  const Member* Find(wamp::SessionId session) const;
  std::vector<wamp::SessionId> Where(const Condition& condition) const;
  // Ends all that `condition` is true of; gives their ids.
  std::vector<wamp::SessionId> Close(const Condition& condition,
                                     const wamp::Goodbye& goodbye);

 private:
  std::map<wamp::SessionId, Member> members_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_MEMBERS_H_
