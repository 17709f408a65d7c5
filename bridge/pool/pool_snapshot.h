// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_POOL_SNAPSHOT_H_
#define BRIDGE_POOL_POOL_SNAPSHOT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "wamp/message.h"
#include "wamp/serializer.h"
#include "wamp/traffic.h"

namespace wampbridge::bridge {

// A pool at one moment, as GetIdentity, /status and `check --dial` show it.
struct PoolSnapshot {
  struct Session {
    wamp::SessionId id;
    std::string url;
    wamp::Serializer serializer = wamp::Serializer::kJson;
    std::string places;  // "call", "call publish subscribe", "own"
    size_t in_flight = 0;
    uint64_t late_answers = 0;
    absl::Time joined;
    // To the router, as TCP measures it; nothing on a Unix socket.
    std::optional<absl::Duration> round_trip;
  };
  std::string identity;
  std::string router;
  std::string realm;
  bool live = false;         // at least one session is joined
  bool ever_joined = false;  // readiness asks for it
  bool refused = false;      // none is live, for the router turned us away
  // One word for people: starting, connecting, joined, waiting for the next
  // attempt, refused by the router and waiting, stopping.
  std::string state;
  std::string last_error;  // why the last attempt or session ended; else empty
  absl::Time next_attempt = absl::InfiniteFuture();  // while none is live
  int waiters = 0;
  // Since the start. Of its sessions, own ones too.
  uint64_t joins = 0;
  uint64_t losses = 0;  // of sessions that had joined; not those that we left
  // Attempts to join that failed, by the URI of the router's ABORT or GOODBYE;
  // "connection" where there was none, "other" for URIs that are not WAMP's
  // own.
  std::map<std::string, uint64_t> failed_joins;
  wamp::Traffic traffic;
  // WELCOME of the newest session: who the router says we are, what it can do.
  wamp::Welcome welcome;
  std::vector<Session> sessions;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_POOL_SNAPSHOT_H_
