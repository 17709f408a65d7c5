// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/subscription_move.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {

SubscriptionMove::SubscriptionMove(
    transport::EventLoop& loop, SessionSubscriptions& from,
    std::shared_ptr<transport::ClientConnection> successor,
    const SessionSubscriptions::Options& options, Listener* listener)
    : loop_(loop),
      from_(from),
      answer_timeout_(options.answer_timeout),
      listener_(listener) {
  SessionSubscriptions::Listener* const self = this;
  to_ = std::make_unique<SessionSubscriptions>(loop, std::move(successor),
                                               options, self);
  // Before those of the SUBSCRIBEs, so that an answer that does not come leaves
  // the streams where they are.
  timer_ = loop_.RunAfter(answer_timeout_, [this] { Overdue(); });
}

SubscriptionMove::~SubscriptionMove() { *alive_ = false; }

void SubscriptionMove::Add(WantedTopic topic, Member member) {
  topic.options.Erase("get_retained");
  waiting_.insert(member);
  to_->Attach(topic, member);
}

void SubscriptionMove::Start() { LeaveOldIfReady(); }

void SubscriptionMove::Remove(const WantedTopic& topic, Member member) {
  to_->Detach(topic, member);
  ids_.erase(member);
  waiting_.erase(member);
  LeaveOldIfReady();
}

void SubscriptionMove::OnAccepted(Member member, wamp::SubscriptionId id) {
  ids_[member] = id;
  waiting_.erase(member);
  LeaveOldIfReady();
}

void SubscriptionMove::OnRefused(Member member, const Failure& failure) {
  waiting_.erase(member);
  listener_->OnMoveRefused(member, failure);
}

void SubscriptionMove::OnRevoked(Member member, const std::string& reason) {
  ids_.erase(member);
  listener_->OnMoveRevoked(member, reason);
}

// Posted: whoever tells of the last answer may be in the middle of others.
void SubscriptionMove::LeaveOldIfReady() {
  loop_.Post([this, alive = alive_] {
    if (!*alive || !waiting_.empty() || leaving_since_ || ended_) return;
    leaving_since_ = loop_.Now();
    timer_ = loop_.RunAfter(answer_timeout_, [this] { Overdue(); });
    const absl::Status left = from_.LeaveAll([this, alive = alive_] {
      if (!*alive || std::exchange(ended_, true)) return;
      listener_->OnMoved();
    });
    if (!left.ok()) EndHold(std::string(left.message()));
  });
}

void SubscriptionMove::Overdue() {
  if (leaving_since_) {
    return EndHold(absl::StrCat("no answer to UNSUBSCRIBE within ",
                                absl::FormatDuration(answer_timeout_)));
  }
  if (!std::exchange(ended_, true)) listener_->OnMoveFailed();
}

// The last thing that is done: the listener may destroy this.
void SubscriptionMove::EndHold(const std::string& reason) {
  if (std::exchange(ended_, true)) return;
  listener_->OnHoldEnded(reason, std::min(leaving_since_.value_or(loop_.Now()),
                                          from_.connection()->last_heard()));
}

void SubscriptionMove::HandleGiven(const wamp::Event& event) {
  const Key* const key = from_.KeyOf(event.subscription);
  if (key == nullptr || ended_) return;
  if (given_[*key].insert(event.publication.value).second) ++given_count_;
  if (given_count_ > kEventsMax) {
    EndHold(absl::StrCat("more than ", kEventsMax,
                         " events came while the session was replaced"));
  }
}

void SubscriptionMove::HandleEvent(const wamp::Event& event) {
  if (to_->KeyOf(event.subscription) == nullptr || ended_) return;
  HeldEvent& held = held_.emplace_back();
  held.event = event;
  held.args = event.payload.args;
  held.kwargs = event.payload.kwargs;
  held.received_at = loop_.Now();
  held_octets_ += held.args.size() + held.kwargs.size();
  if (held_.size() > kEventsMax || held_octets_ > kOctetsMax) {
    EndHold(absl::StrCat("more than ", kEventsMax, " events or ", kOctetsMax,
                         " octets came while the session was replaced"));
  }
}

void SubscriptionMove::HandleRevoked(const wamp::Unsubscribed& revocation) {
  to_->HandleRevoked(revocation);
}

bool SubscriptionMove::WasGiven(const wamp::Event& event) const {
  const Key* const key = to_->KeyOf(event.subscription);
  if (key == nullptr) return true;  // revoked since: nobody has it
  const auto found = given_.find(*key);
  return found != given_.end() &&
         found->second.contains(event.publication.value);
}

SubscriptionMove::Moved SubscriptionMove::Finish() {
  std::erase_if(held_,
                [this](const HeldEvent& held) { return WasGiven(held.event); });
  // Only now: the vector does not move them any more.
  for (HeldEvent& held : held_) {
    held.event.payload = {.args = held.args, .kwargs = held.kwargs};
  }
  return {std::move(to_), std::move(ids_), std::move(held_)};
}

}  // namespace wampbridge::bridge
