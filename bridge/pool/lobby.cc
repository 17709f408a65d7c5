// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/lobby.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {
namespace {

// Any session at `place`, whatever its load.
PooledSession::Pointer AnyAt(const LiveSessions& live, Place place) {
  switch (place) {
    case Place::kPublish:
      return live.publisher;
    case Place::kSubscribe:
      return live.subscriber;
    case Place::kCall:
      break;
  }
  return live.all.empty() ? nullptr : live.all.front();
}

Lobby::Connection GiveOut(const PooledSession::Pointer& session) {
  if (session == nullptr) return nullptr;
  session->picks.fetch_add(1, std::memory_order_relaxed);
  return session->connection();
}

}  // namespace

class Lobby::LobbyWait : public SessionPool::Wait {
 public:
  LobbyWait(std::weak_ptr<Lobby> lobby, uint64_t id)
      : lobby_(std::move(lobby)), id_(id) {}
  ~LobbyWait() override {
    if (const auto lobby = lobby_.lock()) lobby->Forget(id_);
  }

 private:
  const std::weak_ptr<Lobby> lobby_;
  const uint64_t id_;
};

Lobby::Lobby(Options options)
    : options_(std::move(options)),
      target_in_flight_(options_.bounds.target_in_flight),
      router_(options_.router),
      bounds_(options_.bounds),
      live_(std::make_shared<const LiveSessions>()) {}

std::shared_ptr<const LiveSessions> Lobby::live() const {
  const std::lock_guard lock(mutex_);
  return live_;
}

Lobby::Connection Lobby::TryAcquire(Place place) {
  const std::shared_ptr<const LiveSessions> live = this->live();
  if (place != Place::kCall) return GiveOut(AnyAt(*live, place));
  size_t in_flight = 0;
  const PooledSession::Pointer session = live->LeastLoaded(&in_flight);
  if (session != nullptr && in_flight >= target_in_flight_ &&
      may_grow_.exchange(false)) {
    options_.overloaded();
  }
  return GiveOut(session);
}

Lobby::Connection Lobby::Find(wamp::SessionId session) const {
  return GiveOut(live()->Find(session));
}

std::unique_ptr<Lobby::Wait> Lobby::Acquire(Place place, absl::Time until,
                                            SessionPool::AcquireCallback done) {
  if (Connection connection = TryAcquire(place)) {
    done({std::move(connection), {}});
    return nullptr;
  }
  Waiter waiter;
  waiter.place = place;
  waiter.done = std::move(done);
  return Enqueue(std::move(waiter), until);
}

std::unique_ptr<Lobby::Wait> Lobby::AcquireOwn(
    absl::Time until, SessionPool::AcquireCallback done,
    SessionPool::LostCallback lost) {
  Waiter waiter;
  waiter.own = true;
  waiter.done = std::move(done);
  waiter.lost = std::move(lost);
  std::unique_ptr<Wait> wait = Enqueue(std::move(waiter), until);
  if (wait != nullptr) options_.own_wanted();
  return wait;
}

std::optional<Failure> Lobby::WhyNotLocked(const Waiter& waiter) const {
  if (closed_.has_value()) return closed_;
  if (refusal_.has_value()) return refusal_;
  if (waiters_.size() >= bounds_.waiters_max) {
    return NotSent(
        grpc::StatusCode::RESOURCE_EXHAUSTED,
        absl::StrCat("identity ", options_.identity, ": ", bounds_.waiters_max,
                     " requests wait for a session already"));
  }
  if (waiter.own && own_ >= bounds_.own_max) {
    return NotSent(grpc::StatusCode::RESOURCE_EXHAUSTED,
                   absl::StrCat("identity ", options_.identity, ": all of its ",
                                bounds_.own_max,
                                " sessions for PublishStream are in use"));
  }
  return std::nullopt;
}

std::unique_ptr<Lobby::Wait> Lobby::Enqueue(Waiter waiter, absl::Time until) {
  const absl::Time now = options_.control->Now();
  Acquired at_once;
  {
    const std::lock_guard lock(mutex_);
    const absl::Time limit = now + bounds_.wait_for_session;
    const bool deadline = until <= limit;
    const absl::Duration left =
        std::max(std::min(until, limit) - now, absl::ZeroDuration());
    // One may have joined since TryAcquire.
    const PooledSession::Pointer session =
        waiter.own ? nullptr : AnyAt(*live_, waiter.place);
    if (session != nullptr) {
      at_once.connection = GiveOut(session);
    } else if (auto failure = WhyNotLocked(waiter)) {
      at_once.failure = *std::move(failure);
    } else {
      const uint64_t id = waiters_.next_id();
      waiter.timer = options_.control->RunAfter(
          left, [weak = weak_from_this(), id, deadline] {
            if (const auto lobby = weak.lock()) lobby->Expire(id, deadline);
          });
      if (waiter.own) ++own_;
      waiters_.Add(std::move(waiter));
      return std::make_unique<LobbyWait>(weak_from_this(), id);
    }
    at_once.failure.router = router_;
  }
  at_once.failure.identity = options_.identity;
  waiter.done(std::move(at_once));
  return nullptr;
}

Failure Lobby::TooLate(bool deadline) const {
  std::optional<Failure> why;
  std::string router;
  {
    const std::lock_guard lock(mutex_);
    why = last_failure_;
    router = router_;
  }
  Failure failure = why.value_or(
      NotSent(grpc::StatusCode::UNAVAILABLE,
              absl::StrCat("identity ", options_.identity,
                           " has no session at ", router, " yet")));
  if (deadline) failure.code = grpc::StatusCode::DEADLINE_EXCEEDED;
  failure.identity = options_.identity;
  failure.router = router;
  return failure;
}

void Lobby::Expire(uint64_t id, bool deadline) {
  std::optional<Waiter> waiter;
  {
    const std::lock_guard lock(mutex_);
    waiter = waiters_.Take(id);
  }
  if (!waiter.has_value()) return;
  Abandon(*waiter);
  waiter->done({nullptr, TooLate(deadline)});
}

void Lobby::Forget(uint64_t id) {
  std::optional<Waiter> waiter;
  {
    const std::lock_guard lock(mutex_);
    waiter = waiters_.Take(id);
  }
  if (waiter.has_value()) Abandon(*waiter);
}

void Lobby::Abandon(const Waiter& waiter) {
  if (!waiter.own) return;
  if (waiter.joining != nullptr) {
    options_.own_abandoned(waiter.joining);  // counted until it is lost
    return;
  }
  const std::lock_guard lock(mutex_);
  --own_;
}

void Lobby::SetBounds(const std::string& router, const Bounds& bounds) {
  target_in_flight_ = bounds.target_in_flight;
  const std::lock_guard lock(mutex_);
  router_ = router;
  bounds_ = bounds;
}

void Lobby::SetLive(std::shared_ptr<const LiveSessions> live) {
  std::vector<Waiter> served;
  {
    const std::lock_guard lock(mutex_);
    const std::vector<PooledSession::Pointer> all = live->all;
    for (const PooledSession::Pointer& session : all) {
      if (session->gone) live = live->Without(session);
    }
    live_ = std::move(live);
    if (!live_->all.empty()) {
      refusal_.reset();
      last_failure_.reset();
    }
    served = waiters_.TakeIf([this](const Waiter& waiter) {
      return !waiter.own && AnyAt(*live_, waiter.place) != nullptr;
    });
  }
  for (Waiter& waiter : served) {
    Connection connection = TryAcquire(waiter.place);
    if (connection == nullptr) {  // lost since
      waiter.done({nullptr, TooLate(/*deadline=*/false)});
    } else {
      waiter.done({std::move(connection), {}});
    }
  }
}

void Lobby::Remove(const PooledSession::Pointer& session) {
  const std::lock_guard lock(mutex_);
  live_ = live_->Without(session);
}

void Lobby::RemoveLost(const Connection& connection) {
  const std::lock_guard lock(mutex_);
  const auto& all = live_->all;
  const auto found = std::find_if(
      all.begin(), all.end(),
      [&](const auto& session) { return session->connection() == connection; });
  if (found == all.end()) return;
  const PooledSession::Pointer& session = *found;
  session->gone = true;
  live_ = live_->Without(session);
}

void Lobby::SetFailure(const Failure& failure, Told told) {
  std::vector<Waiter> told_now;
  {
    const std::lock_guard lock(mutex_);
    last_failure_ = failure;
    if (told == Told::kOnTimeout) return;
    refusal_ = failure;
    told_now = waiters_.TakeIf(
        [](const Waiter& waiter) { return waiter.joining == nullptr; });
  }
  for (Waiter& waiter : told_now) {
    Abandon(waiter);
    waiter.done({nullptr, failure});
  }
}

void Lobby::ClearRefusal() {
  const std::lock_guard lock(mutex_);
  refusal_.reset();
}

void Lobby::Close(const Failure& failure) {
  std::vector<Waiter> all;
  {
    const std::lock_guard lock(mutex_);
    closed_ = failure;
    all = waiters_.TakeIf([](const Waiter&) { return true; });
  }
  for (Waiter& waiter : all) {
    Abandon(waiter);
    waiter.done({nullptr, failure});
  }
}

bool Lobby::WantsOwn() {
  const std::lock_guard lock(mutex_);
  return waiters_.FirstUnopenedOwn() != nullptr;
}

bool Lobby::AssignOwn(const PooledSession::Pointer& session) {
  const std::lock_guard lock(mutex_);
  Waiter* waiter = waiters_.FirstUnopenedOwn();
  if (waiter == nullptr) return false;
  waiter->joining = session;
  return true;
}

bool Lobby::OwnJoined(const PooledSession::Pointer& session) {
  std::optional<Waiter> waiter;
  {
    const std::lock_guard lock(mutex_);
    waiter = waiters_.TakeJoining(session);
  }
  if (!waiter.has_value()) return false;
  session->owner_lost = std::move(waiter->lost);
  waiter->done({session->connection(), {}});
  return true;
}

void Lobby::OwnLost(const PooledSession::Pointer& session, const OwnEnd& end) {
  std::optional<Waiter> waiter;
  {
    const std::lock_guard lock(mutex_);
    --own_;
    waiter = waiters_.TakeJoining(session);
  }
  if (waiter.has_value()) return waiter->done({nullptr, end.join});
  const auto owner_lost = std::exchange(session->owner_lost, nullptr);
  if (owner_lost != nullptr) owner_lost(end.why);
}

size_t Lobby::waiters() const {
  const std::lock_guard lock(mutex_);
  return waiters_.size();
}

bool Lobby::refused() const {
  const std::lock_guard lock(mutex_);
  return refusal_.has_value();
}

}  // namespace wampbridge::bridge
