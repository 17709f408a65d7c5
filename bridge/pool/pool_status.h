// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_POOL_STATUS_H_
#define BRIDGE_POOL_POOL_STATUS_H_

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "bridge/pool/lobby.h"
#include "bridge/pool/pool_options.h"
#include "bridge/pool/pool_snapshot.h"

namespace wampbridge::bridge {

// What a pool tells people about itself, and who wants to hear when it changes.
// Thread-safe; the listener is called without the lock, by Notify only.
class PoolStatus {
 public:
  explicit PoolStatus(const PoolOptions& options);

  void SetStarted();
  // It is at another router or in another realm.
  void SetPlace(const PoolOptions& options);
  void SetStopping();
  // True where the text is new: it then deserves a line in the log.
  bool SetError(const std::string& text);
  void SetNextAttempt(absl::Time when);
  void SetWelcome(const wamp::Welcome& welcome);  // a session has joined
  void CountJoin();
  void CountLoss();
  // `uri`: of the router's ABORT or GOODBYE; empty where there was none.
  void CountFailedJoin(std::string_view uri);
  // Of a session that is over.
  void AddTraffic(const wamp::Traffic& traffic);
  void SetListener(std::function<void()> listener);
  void Notify();

  PoolSnapshot Snapshot(const Lobby& lobby) const;

 private:
  mutable std::mutex mutex_;  // guards what follows
  PoolSnapshot facts_;        // but what the lobby knows
  // What Snapshot has told: counts never go back, also not for the moments in
  // which a session retires and is in no list.
  mutable wamp::Traffic told_;
  std::function<void()> listener_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_POOL_STATUS_H_
