// SPDX-License-Identifier: Apache-2.0
// ReconnectingPool: new sessions for all that there are, and other options.
#include <algorithm>
#include <utility>

#include "bridge/errors/failures.h"
#include "bridge/pool/pool_bounds.h"
#include "bridge/pool/reconnecting_pool.h"

namespace wampbridge::bridge {

void ReconnectingPool::Renew() {
  PostToControl([](ReconnectingPool& self) { self.RenewAll(); });
}

void ReconnectingPool::ChangeTo(PoolOptions options, Change how) {
  // Functions are copied, options may be long.
  auto changed = std::make_shared<PoolOptions>(std::move(options));
  PostToControl([changed, how](ReconnectingPool& self) {
    self.ChangeNow(std::move(*changed), how);
  });
}

// The subscribing session goes first: once its successor has the place the
// others follow (LiveAndStaying), and the old ones retire when as many new ones
// live as there should be.
void ReconnectingPool::RenewAll() {
  ++renewal_;
  TryNow();
}

// What kept the router from letting us in may be mended.
void ReconnectingPool::TryNow() {
  if (run_ != Run::kRunning) return;
  if (retry_timer_ != nullptr) return Retry();
  Reconcile();
}

size_t ReconnectingPool::LiveAndStaying() const {
  const std::vector<Pointer> live = InPhase(Phase::kLive);
  if (subscriber_ != nullptr && IsStale(subscriber_)) return live.size();
  return static_cast<size_t>(std::count_if(
      live.begin(), live.end(),
      [this](const Pointer& session) { return !IsStale(session); }));
}

void ReconnectingPool::RetireStale() {
  if (subscriber_ == nullptr || IsStale(subscriber_)) return;
  std::vector<Pointer> stale = InPhase(Phase::kLive);
  std::erase_if(stale, [this](const Pointer& each) { return !IsStale(each); });
  if (stale.empty() || LiveAndStaying() < Needed()) return;
  for (const Pointer& session : stale) RetireSession(session);
  UpdateLive();
}

void ReconnectingPool::ChangeNow(PoolOptions options, Change how) {
  options.refused = options_.refused;
  options.joined = options_.joined;
  options.turned_away = options_.turned_away;
  options_ = std::move(options);
  lobby_->SetBounds(options_.router, BoundsOf(options_));
  status_.SetPlace(options_);
  wanted_ =
      std::clamp(wanted_, AtLeast(options_.min, 1),
                 std::max(AtLeast(options_.min, 1), AtLeast(options_.max, 1)));
  if (how == Change::kWithGap) {
    schedule_ = JoinSchedule(ReconnectOf(options_), options_.dial.size());
  } else {
    schedule_.SetReconnect(ReconnectOf(options_));
  }
  if (how != Change::kBounds) ++renewal_;
  if (how == Change::kWithGap && run_ == Run::kRunning) LeaveWithGap();
  TryNow();
  status_.Notify();
}

void ReconnectingPool::LeaveWithGap() {
  const std::vector<Pointer> sessions = sessions_;
  for (const Pointer& session : sessions) {
    if (session->phase == Phase::kJoining) {
      // Its end is no failure to join.
      if (!session->own()) session->phase = Phase::kRetiring;
      session->connection()->Close(
          absl::CancelledError("the router or realm has been changed"));
    } else if (session->phase == Phase::kLive) {
      const auto owner_lost = std::exchange(session->owner_lost, nullptr);
      if (owner_lost != nullptr) {
        owner_lost(NotSent(grpc::StatusCode::UNAVAILABLE,
                           "the router or realm of the identity has been "
                           "changed; come again"));
      }
      RetireSession(session);
    }
  }
  if (successor_ != nullptr && successor_->phase != Phase::kLive) {
    successor_ = nullptr;
  }
  replace_ = false;
  UpdateLive();
}

}  // namespace wampbridge::bridge
