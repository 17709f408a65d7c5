// SPDX-License-Identifier: Apache-2.0
// ReconnectingPool: places, growing and shrinking, status, the end.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/pool/pool_bounds.h"
#include "bridge/pool/reconnecting_pool.h"

namespace wampbridge::bridge {
namespace {

constexpr std::string_view kLeaving = "wamp.close.close_realm";
constexpr char kMoved[] = "the pool's sessions have moved";

// A retiring session stays this long for those who were given it just before,
// and then until nothing is outstanding.
constexpr absl::Duration kRetireGrace = absl::Seconds(1);

}  // namespace

void ReconnectingPool::UpdateLive() {
  const std::vector<Pointer> live = InPhase(Phase::kLive);
  GiveSubscriberPlace();
  publisher_ = ChoosePublisher(live);
  auto sessions = std::make_shared<LiveSessions>();
  sessions->all = live;
  sessions->publisher = publisher_;
  sessions->subscriber = subscriber_;
  for (const Pointer& session : sessions_) {
    if (session->own() && session->phase == Phase::kLive) {
      sessions->own.push_back(session);
    }
  }
  lobby_->SetLive(std::move(sessions));
}

void ReconnectingPool::GiveSubscriberPlace() {
  if (subscriber_ != nullptr && subscriber_->phase != Phase::kLive) {
    const Pointer before = std::exchange(subscriber_, nullptr);
    before->LeaveSubscriberPlace();
    subscriber_place_->OnSubscriberLost(kMoved,
                                        before->connection()->last_heard());
  }
  if (subscriber_ != nullptr) return;
  std::vector<Pointer> candidates = InPhase(Phase::kLive);
  // Its turn would have come anyway.
  if (successor_ != nullptr && successor_->phase == Phase::kLive) {
    candidates.insert(candidates.begin(), std::exchange(successor_, nullptr));
    replace_ = false;
  }
  for (const Pointer& session : candidates) {
    if (session->loop() != &control() || session->gone) continue;
    subscriber_ = session;
    session->TakeSubscriberPlace(subscriber_place_,
                                 PooledSession::Role::kHolder);
    subscriber_place_->OnSubscriberJoined(session->connection());
    return;
  }
}

PooledSession::Pointer ReconnectingPool::ChoosePublisher(
    const std::vector<Pointer>& live) const {
  if (subscriber_ != nullptr && subscriber_->publisher_exclusion) {
    return subscriber_;
  }
  const auto eligible = [this](const Pointer& session) {
    return session != nullptr && session != subscriber_ &&
           session->phase == Phase::kLive;
  };
  if (eligible(publisher_)) return publisher_;
  const auto found = std::find_if(live.begin(), live.end(), eligible);
  return found == live.end() ? nullptr : *found;
}

void ReconnectingPool::Grow() {
  const size_t live = InPhase(Phase::kLive).size();
  if (run_ != Run::kRunning || live == 0) return;
  wanted_ = std::max(wanted_, std::min(live + 1, AtLeast(options_.max, 1)));
  Reconcile();
}

bool ReconnectingPool::SeenIdle(PooledSession& session, absl::Time now) const {
  const uint64_t picks = session.picks.load(std::memory_order_relaxed);
  const bool busy = session.connection()->pending_requests() > 0 ||
                    picks != std::exchange(session.picks_seen, picks);
  if (busy) session.idle_since = now;
  return now - session.idle_since >= options_.idle_timeout;
}

void ReconnectingPool::ScanIdle() {
  idle_timer_ = nullptr;
  if (run_ != Run::kRunning) return;
  const absl::Time now = control().Now();
  std::vector<Pointer> live = InPhase(Phase::kLive);
  const size_t least = AtLeast(options_.min, 1);
  size_t left = live.size();
  bool all_idle = true;
  // The youngest first.
  std::reverse(live.begin(), live.end());
  for (const Pointer& session : live) {
    const bool idle = SeenIdle(*session, now);
    all_idle = all_idle && idle;
    if (!idle || left <= least || session == subscriber_ ||
        session == successor_ || session == publisher_) {
      continue;
    }
    RetireSession(session);
    --left;
  }
  if (left < live.size()) {
    wanted_ = std::max(left, least);
    UpdateLive();
    status_.Notify();
  }
  FailBackIfIdle(all_idle && !live.empty());
  Reconcile();
}

// config.md, `failback: idle`: back to the first URL when nobody is at work.
// The sessions of the other URL retire once one has joined there.
void ReconnectingPool::FailBackIfIdle(bool all_idle) {
  if (options_.failback != PoolOptions::Failback::kIdle || !all_idle ||
      schedule_.url() == 0 || !InPhase(Phase::kJoining).empty()) {
    return;
  }
  Open(&control(), /*url_index=*/0, /*own=*/false);
}

void ReconnectingPool::RetireSession(const Pointer& session) {
  session->phase = Phase::kRetiring;
  if (session == successor_) LoseSuccessor(Phase::kLive, kMoved);
  LeaveWhenDone(session);
}

void ReconnectingPool::LeaveWhenDone(const Pointer& session) {
  session->retire_timer = control().RunAfter(
      kRetireGrace,
      [weak = weak_from_this(), session = std::weak_ptr(session)] {
        const auto pool = weak.lock();
        const auto retiring = session.lock();
        if (pool == nullptr || retiring == nullptr) return;
        if (retiring->connection()->pending_requests() > 0) {
          pool->LeaveWhenDone(retiring);
        } else {
          retiring->connection()->Leave(kLeaving);
        }
      });
}

void ReconnectingPool::Stop(std::function<void()> done) {
  PostToControl([done = std::move(done)](ReconnectingPool& self) mutable {
    self.LeaveAll(std::move(done));
  });
}

void ReconnectingPool::LeaveAll(std::function<void()> done) {
  stopped_.push_back(std::move(done));
  if (run_ != Run::kStopping) {
    run_ = Run::kStopping;
    status_.SetStopping();
    retry_timer_ = nullptr;
    idle_timer_ = nullptr;
    lobby_->Close(
        NotSent(grpc::StatusCode::UNAVAILABLE, "the bridge is shutting down"));
    const std::vector<Pointer> sessions = sessions_;
    for (const Pointer& session : sessions) {
      session->retire_timer = nullptr;
      if (session->phase == Phase::kJoining) {
        session->connection()->Close(
            absl::CancelledError("the bridge is shutting down"));
      } else {
        session->connection()->Leave(kLeaving);
      }
    }
    status_.Notify();
  }
  FinishStop();
}

void ReconnectingPool::Retire(const Failure& why, std::function<void()> done) {
  PostToControl([why, done = std::move(done)](ReconnectingPool& self) mutable {
    self.RetireAll(why, std::move(done));
  });
}

void ReconnectingPool::RetireAll(const Failure& why,
                                 std::function<void()> done) {
  stopped_.push_back(std::move(done));
  if (run_ == Run::kNotStarted || run_ == Run::kRunning) {
    run_ = Run::kRetiring;
    status_.SetStopping();
    retry_timer_ = nullptr;
    idle_timer_ = nullptr;
    lobby_->Close(why);
    const std::vector<Pointer> sessions = sessions_;
    for (const Pointer& session : sessions) {
      if (session->phase == Phase::kJoining) {
        session->connection()->Close(absl::CancelledError(why.message));
        continue;
      }
      // Who has it to itself gives it back, and sends nothing more.
      const auto owner_lost = std::exchange(session->owner_lost, nullptr);
      if (owner_lost != nullptr) owner_lost(why);
      if (session->phase == Phase::kLive) RetireSession(session);
    }
    UpdateLive();
    status_.Notify();
  }
  FinishStop();
}

void ReconnectingPool::FinishStop() {
  const bool ending = run_ == Run::kRetiring || run_ == Run::kStopping;
  if (!ending || !sessions_.empty()) return;
  for (const auto& done : std::exchange(stopped_, {})) {
    if (done) done();
  }
}

void ReconnectingPool::SetError(const std::string& text) {
  // One line for each new reason, not for each attempt.
  if (status_.SetError(text)) spdlog::warn("{}", text);
}

PoolSnapshot ReconnectingPool::Snapshot() const {
  return status_.Snapshot(*lobby_);
}

void ReconnectingPool::SetStateListener(std::function<void()> listener) {
  status_.SetListener(std::move(listener));
}

}  // namespace wampbridge::bridge
