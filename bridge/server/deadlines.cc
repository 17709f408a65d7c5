// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/deadlines.h"

#include <utility>

namespace wampbridge::bridge {
namespace {

// Rounded up: a limit never ends early.
int64_t TickOf(absl::Time time) {
  return absl::ToUnixMicros(time + Deadlines::kTick - absl::Microseconds(1)) /
         absl::ToInt64Microseconds(Deadlines::kTick);
}

absl::Time TimeOf(int64_t tick) {
  return absl::UnixEpoch() + tick * Deadlines::kTick;
}

}  // namespace

std::shared_ptr<Deadlines> Deadlines::Create(transport::EventLoop& loop) {
  return std::shared_ptr<Deadlines>(new Deadlines(loop));
}

void Deadlines::Set(Entry& entry, std::weak_ptr<Entry> self, absl::Time limit) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (entry.tick_ != 0) UnlinkLocked(entry);
  if (limit == absl::InfiniteFuture()) return;
  entry.tick_ = TickOf(limit);
  entry.self_ = std::move(self);
  Entry*& first = lists_[entry.tick_];
  entry.next_ = first;
  if (first != nullptr) first->previous_ = &entry;
  first = &entry;
  if (armed_ == 0 || entry.tick_ < armed_) ArmLocked();
}

void Deadlines::Clear(Entry& entry) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (entry.tick_ != 0) UnlinkLocked(entry);
}

void Deadlines::UnlinkLocked(Entry& entry) {
  if (entry.next_ != nullptr) entry.next_->previous_ = entry.previous_;
  if (entry.previous_ != nullptr) {
    entry.previous_->next_ = entry.next_;
  } else if (entry.next_ != nullptr) {
    lists_[entry.tick_] = entry.next_;
  } else {
    lists_.erase(entry.tick_);
  }
  entry.previous_ = nullptr;
  entry.next_ = nullptr;
  entry.tick_ = 0;
}

// The timer that is running is left alone where it fires first anyway: it then
// finds what is next.
void Deadlines::ArmLocked() {
  armed_ = lists_.empty() ? 0 : lists_.begin()->first;
  timer_.reset();
  if (armed_ == 0) return;
  timer_ =
      loop_.RunAfter(TimeOf(armed_) - loop_.Now(), [weak = weak_from_this()] {
        if (auto self = weak.lock()) self->OnTimer();
      });
}

void Deadlines::OnTimer() {
  std::vector<std::shared_ptr<Entry>> passed;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const absl::Time now = loop_.Now();
    while (!lists_.empty() && TimeOf(lists_.begin()->first) <= now) {
      Entry& entry = *lists_.begin()->second;
      // One that is being destroyed cannot be locked, and waits for our mutex.
      if (auto kept = entry.self_.lock()) passed.push_back(std::move(kept));
      UnlinkLocked(entry);
    }
    ArmLocked();
  }
  for (const auto& entry : passed) entry->OnDeadline();
}

}  // namespace wampbridge::bridge
