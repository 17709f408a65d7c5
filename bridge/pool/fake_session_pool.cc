// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/fake_session_pool.h"

#include <utility>

namespace wampbridge::bridge {
namespace {

// Far from those that tests give.
constexpr uint64_t kFirstOwnSession = 1000;

}  // namespace

class FakeSessionPool::Waiting : public SessionPool::Wait {
 public:
  Waiting(FakeSessionPool* pool, uint64_t number)
      : pool_(pool), number_(number) {}
  ~Waiting() override { pool_->Forget(number_); }

 private:
  FakeSessionPool* const pool_;
  const uint64_t number_;
};

void FakeSessionPool::SetSession(std::shared_ptr<Fake> session) {
  const std::lock_guard lock(mutex_);
  session_ = std::move(session);
}

void FakeSessionPool::GiveToWaiters(const std::shared_ptr<Fake>& session) {
  TellWaiters({session, {}});
}

void FakeSessionPool::RefuseWaiters(const Failure& failure) {
  TellWaiters({nullptr, failure});
}

void FakeSessionPool::TellWaiters(const Acquired& acquired) {
  std::map<uint64_t, AcquireCallback> waiters;
  {
    const std::lock_guard lock(mutex_);
    waiters = std::exchange(waiters_, {});
  }
  for (const auto& [number, done] : waiters) done(acquired);
}

void FakeSessionPool::AwaitWaiters(size_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiters_.size() == count; });
}

void FakeSessionPool::RefuseOwn(const Failure& failure) {
  const std::lock_guard lock(mutex_);
  own_refused_ = failure;
}

std::shared_ptr<FakeSessionPool::Fake> FakeSessionPool::AwaitOwn() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !own_.empty(); });
  return own_.back();
}

void FakeSessionPool::TellOwnLost() {
  LostCallback lost;
  {
    const std::lock_guard lock(mutex_);
    lost = own_lost_;
  }
  Failure failure;
  failure.code = grpc::StatusCode::UNAVAILABLE;
  failure.outcome = Outcome::kNotSent;
  failure.message = "the stream's session to the router is lost";
  lost(failure);
}

void FakeSessionPool::AwaitReleased() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return released_ > 0; });
  --released_;
}

void FakeSessionPool::SetSnapshot(const PoolSnapshot& snapshot) {
  const std::lock_guard lock(mutex_);
  snapshot_ = snapshot;
}

SessionPool::Connection FakeSessionPool::TryAcquire(Place) {
  const std::lock_guard lock(mutex_);
  return session_;
}

SessionPool::Connection FakeSessionPool::Find(wamp::SessionId session) {
  const std::lock_guard lock(mutex_);
  return session_ != nullptr && session_->session_id() == session ? session_
                                                                  : nullptr;
}

std::unique_ptr<SessionPool::Wait> FakeSessionPool::Acquire(
    Place, absl::Time, AcquireCallback done) {
  const std::lock_guard lock(mutex_);
  waiters_[++waits_made_] = std::move(done);
  changed_.notify_all();
  return std::make_unique<Waiting>(this, waits_made_);
}

void FakeSessionPool::Forget(uint64_t number) {
  const std::lock_guard lock(mutex_);
  waiters_.erase(number);
  changed_.notify_all();
}

std::unique_ptr<SessionPool::Wait> FakeSessionPool::AcquireOwn(
    absl::Time, AcquireCallback done, LostCallback lost) {
  Acquired acquired;
  {
    const std::lock_guard lock(mutex_);
    if (own_refused_) {
      acquired.failure = *own_refused_;
    } else {
      own_.push_back(std::make_shared<Fake>(kFirstOwnSession + own_.size()));
      acquired.connection = own_.back();
      own_lost_ = std::move(lost);
    }
    changed_.notify_all();
  }
  done(acquired);
  return nullptr;
}

void FakeSessionPool::ReportLost(const Connection&) {
  const std::lock_guard lock(mutex_);
  ++reported_lost_;
}

size_t FakeSessionPool::reported_lost() const {
  const std::lock_guard lock(mutex_);
  return reported_lost_;
}

void FakeSessionPool::ReleaseOwn(const Connection&) {
  const std::lock_guard lock(mutex_);
  ++released_;
  changed_.notify_all();
}

void FakeSessionPool::Start() {
  const std::lock_guard lock(mutex_);
  ++started_;
}

size_t FakeSessionPool::started() const {
  const std::lock_guard lock(mutex_);
  return started_;
}

void FakeSessionPool::Renew() {
  const std::lock_guard lock(mutex_);
  ++renewed_;
}

size_t FakeSessionPool::renewed() const {
  const std::lock_guard lock(mutex_);
  return renewed_;
}

void FakeSessionPool::ChangeTo(PoolOptions /*options*/, Change how) {
  const std::lock_guard lock(mutex_);
  changes_.push_back(how);
}

std::vector<SessionPool::Change> FakeSessionPool::changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

void FakeSessionPool::Retire(const Failure& why, std::function<void()> done) {
  {
    const std::lock_guard lock(mutex_);
    retired_ = why;
  }
  done();
}

std::optional<Failure> FakeSessionPool::retired() const {
  const std::lock_guard lock(mutex_);
  return retired_;
}

PoolSnapshot FakeSessionPool::Snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

}  // namespace wampbridge::bridge
