// SPDX-License-Identifier: Apache-2.0
// ReconnectingPool: a new session takes the subscribing place, make before
// break.
#include <utility>

#include "bridge/pool/reconnecting_pool.h"

namespace wampbridge::bridge {

void ReconnectingPool::ReplaceSubscriber() {
  PostToControl([](ReconnectingPool& self) {
    // Who joins later is new; who is joining may not be.
    self.replace_ = !self.InPhase(Phase::kLive).empty() ||
                    !self.InPhase(Phase::kJoining).empty();
    self.Reconcile();
  });
}

// One more than there should be, for the time being.
void ReconnectingPool::OpenSuccessor() {
  if (!replace_ || successor_ != nullptr || subscriber_ == nullptr) return;
  successor_ = Open(&control(), schedule_.url(), /*own=*/false);
}

// REQUIRES: the successor has joined, and another has the place.
void ReconnectingPool::BeginReplacement() {
  const Pointer session = successor_;
  session->TakeSubscriberPlace(subscriber_place_,
                               PooledSession::Role::kSuccessor);
  subscriber_place_->OnSuccessorJoined(
      session->connection(),
      [weak = weak_from_this(), session](SubscriberPlace::Moved how) {
        if (const auto pool = weak.lock()) pool->EndReplacement(session, how);
      });
}

void ReconnectingPool::EndReplacement(const Pointer& session,
                                      SubscriberPlace::Moved how) {
  successor_ = nullptr;
  if (how == SubscriberPlace::Moved::kFailed) {
    session->LeaveSubscriberPlace();
    RetireSession(session);
    ScheduleRetry(schedule_.AfterFailure(JoinSchedule::Failed::kTurnedAway,
                                         /*others_live=*/true,
                                         options_.random()));
  } else {
    replace_ = false;
    const Pointer before = std::exchange(subscriber_, session);
    before->LeaveSubscriberPlace();
    session->TakeSubscriberPlace(subscriber_place_,
                                 PooledSession::Role::kHolder);
    RetireSession(before);
  }
  UpdateLive();
  Reconcile();
  status_.Notify();
}

void ReconnectingPool::LoseSuccessor(Phase before, const std::string& reason) {
  const Pointer session = std::exchange(successor_, nullptr);
  session->LeaveSubscriberPlace();
  if (before == Phase::kLive) subscriber_place_->OnSuccessorLost(reason);
}

}  // namespace wampbridge::bridge
