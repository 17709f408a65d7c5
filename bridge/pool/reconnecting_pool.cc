// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/reconnecting_pool.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/pool/pool_bounds.h"

namespace wampbridge::bridge {
namespace {

constexpr std::string_view kLeaving = "wamp.close.close_realm";

JoinSchedule::Failed HowFailed(const wamp::SessionLost& lost) {
  switch (lost.by) {
    case wamp::SessionLost::By::kTransport:
    case wamp::SessionLost::By::kTimeout:
    case wamp::SessionLost::By::kUs:
      return JoinSchedule::Failed::kConnection;
    case wamp::SessionLost::By::kRefused:
      return JoinSchedule::Failed::kCredentials;
    case wamp::SessionLost::By::kViolation:
      return JoinSchedule::Failed::kTurnedAway;
    case wamp::SessionLost::By::kAbort:
    case wamp::SessionLost::By::kGoodbye:
      break;
  }
  return FailedBy(lost.reason);
}

}  // namespace

std::shared_ptr<SessionPool> SessionPool::Create(
    PoolOptions options, std::vector<transport::EventLoop*> loops,
    ConnectionFactory factory, SubscriberPlace* subscriber) {
  auto pool = std::make_shared<ReconnectingPool>(
      std::move(options), std::move(loops), std::move(factory), subscriber);
  pool->Wire();
  return pool;
}

ReconnectingPool::ReconnectingPool(PoolOptions options,
                                   std::vector<transport::EventLoop*> loops,
                                   ConnectionFactory factory,
                                   SubscriberPlace* subscriber)
    : loops_(std::move(loops)),
      factory_(std::move(factory)),
      subscriber_place_(subscriber),
      status_(options),
      options_(std::move(options)),
      schedule_(ReconnectOf(options_), options_.dial.size()),
      wanted_(AtLeast(options_.min, 1)) {}

void ReconnectingPool::Wire() {
  const std::weak_ptr<ReconnectingPool> weak = weak_from_this();
  const auto post = [weak](Member run) {
    return [weak, run] {
      const auto pool = weak.lock();
      if (pool == nullptr) return;
      pool->PostToControl([run](ReconnectingPool& self) { (self.*run)(); });
    };
  };
  lobby_ = std::make_shared<Lobby>(Lobby::Options{
      .identity = options_.identity,
      .router = options_.router,
      .bounds = BoundsOf(options_),
      .control = &control(),
      .overloaded = post(&ReconnectingPool::Grow),
      .own_wanted = post(&ReconnectingPool::Reconcile),
      .own_abandoned =
          [weak](const Pointer& session) {
            const auto pool = weak.lock();
            if (pool == nullptr) return;
            pool->PostToControl([session](ReconnectingPool&) {
              session->connection()->Close(
                  absl::CancelledError("nobody waits for it any more"));
            });
          },
  });
}

void ReconnectingPool::PostToControl(
    std::function<void(ReconnectingPool&)> function) {
  control().Post([self = shared_from_this(), function = std::move(function)] {
    function(*self);
  });
}

std::unique_ptr<transport::Timer> ReconnectingPool::After(absl::Duration delay,
                                                          Member run) {
  return control().RunAfter(delay, [weak = weak_from_this(), run] {
    if (const auto pool = weak.lock()) (pool.get()->*run)();
  });
}

void ReconnectingPool::Start() {
  PostToControl([](ReconnectingPool& self) {
    if (self.run_ != Run::kNotStarted) return;
    self.run_ = Run::kRunning;
    self.status_.SetStarted();
    self.Reconcile();
    self.status_.Notify();
  });
}

ReconnectingPool::Connection ReconnectingPool::TryAcquire(Place place) {
  return lobby_->TryAcquire(place);
}

ReconnectingPool::Connection ReconnectingPool::Find(wamp::SessionId session) {
  return lobby_->Find(session);
}

std::unique_ptr<SessionPool::Wait> ReconnectingPool::Acquire(
    Place place, absl::Time until, AcquireCallback done) {
  return lobby_->Acquire(place, until, std::move(done));
}

std::unique_ptr<SessionPool::Wait> ReconnectingPool::AcquireOwn(
    absl::Time until, AcquireCallback done, LostCallback lost) {
  return lobby_->AcquireOwn(until, std::move(done), std::move(lost));
}

void ReconnectingPool::ReleaseOwn(const Connection& connection) {
  connection->Leave(kLeaving);
}

void ReconnectingPool::ReportLost(const Connection& connection) {
  lobby_->RemoveLost(connection);
}

std::vector<PooledSession::Pointer> ReconnectingPool::InPhase(
    Phase phase) const {
  std::vector<Pointer> found;
  for (const Pointer& session : sessions_) {
    if (session->phase == phase && !session->own()) found.push_back(session);
  }
  return found;
}

void ReconnectingPool::Reconcile() {
  if (run_ != Run::kRunning) return;
  if (!InPhase(Phase::kLive).empty()) OpenOwn();
  if (retry_timer_ == nullptr) OpenMissing();
  if (subscriber_ != nullptr && IsStale(subscriber_)) replace_ = true;
  if (retry_timer_ == nullptr) OpenSuccessor();
  RetireStale();
  const size_t live = InPhase(Phase::kLive).size();
  const size_t joining = InPhase(Phase::kJoining).size();
  lobby_->AllowGrowth(retry_timer_ == nullptr && joining == 0 && live > 0 &&
                      live < AtLeast(options_.max, 1));
  const bool may_shrink = live > AtLeast(options_.min, 1);
  const bool may_fail_back =
      options_.failback == PoolOptions::Failback::kIdle && schedule_.url() != 0;
  if ((may_shrink || may_fail_back) && idle_timer_ == nullptr) {
    idle_timer_ = After(std::clamp(options_.idle_timeout / 4,
                                   absl::Milliseconds(100), absl::Hours(1)),
                        &ReconnectingPool::ScanIdle);
  }
}

void ReconnectingPool::OpenMissing() {
  const size_t live = InPhase(Phase::kLive).size();
  size_t there = LiveAndStaying() + InPhase(Phase::kJoining).size();
  // While none lives one attempt at a time is enough to find a router.
  const size_t needed = live == 0 ? 1 : Needed();
  for (; there < needed && retry_timer_ == nullptr; ++there) {
    Open(LoopForNext(), schedule_.url(), /*own=*/false);
  }
}

// Publishing and subscribing session are one where the broker announces
// publisher_exclusion, otherwise two (api.md "Fixed places").
size_t ReconnectingPool::Needed() {
  if (subscriber_ == nullptr) {
    return std::max(wanted_, LiveAndStaying() + 1);
  }
  if (subscriber_->publisher_exclusion) {
    return wanted_;
  }
  if (options_.max < 2 && !std::exchange(told_of_second_, true)) {
    spdlog::warn(
        "identity {}: router {} does not announce publisher_exclusion, so a "
        "second session publishes, over pool.max = {}",
        options_.identity, options_.router, options_.max);
  }
  return std::max<size_t>(wanted_, 2);
}

// The subscribing session lives on the control loop, so the first goes there.
transport::EventLoop* ReconnectingPool::LoopForNext() {
  const bool covered =
      std::any_of(sessions_.begin(), sessions_.end(), [&](const Pointer& s) {
        return s->loop() == &control() && !s->own() &&
               (s->phase == Phase::kLive || s->phase == Phase::kJoining);
      });
  if (!covered) return &control();
  return loops_[++loops_used_ % loops_.size()];
}

void ReconnectingPool::OpenOwn() {
  while (lobby_->WantsOwn()) {
    if (Open(loops_[++loops_used_ % loops_.size()], schedule_.url(),
             /*own=*/true) == nullptr) {
      return;
    }
  }
}

PooledSession::Pointer ReconnectingPool::Open(transport::EventLoop* loop,
                                              size_t url_index, bool own) {
  auto authenticator = options_.authenticator();
  if (!authenticator.ok()) {
    OnFailed(FailureOf("", std::string(authenticator.status().message())),
             JoinSchedule::Failed::kCredentials);
    return nullptr;
  }
  const auto weak = weak_from_this();
  auto session = std::make_shared<PooledSession>(PooledSession::Options{
      .loop = loop,
      .dial = options_.dial[url_index],
      .session = options_.session,
      .authenticator = *std::move(authenticator),
      .url_index = url_index,
      .own = own,
      .joined =
          [weak](const Pointer& joined) {
            const auto pool = weak.lock();
            if (pool == nullptr) return;
            pool->PostToControl(
                [joined](ReconnectingPool& self) { self.OnJoined(joined); });
          },
      .lost =
          [weak](const Pointer& gone, const wamp::SessionLost& lost) {
            const auto pool = weak.lock();
            if (pool == nullptr) return;
            pool->lobby_->Remove(gone);
            pool->PostToControl([gone, lost](ReconnectingPool& self) {
              self.OnLost(gone, lost);
            });
          },
  });
  session->renewal = renewal_;
  if (own && !lobby_->AssignOwn(session)) return session;  // wanted no more
  sessions_.push_back(session);
  session->Start(factory_);
  return session;
}

void ReconnectingPool::OnJoined(const Pointer& session) {
  if (session->phase != Phase::kJoining) return;  // lost at once
  if (run_ != Run::kRunning) {
    session->connection()->Leave(kLeaving);
    return;
  }
  session->phase = Phase::kLive;
  status_.CountJoin();
  session->joined = session->idle_since = control().Now();
  spdlog::info("identity {}: session {} joined {} at {} ({})",
               options_.identity, session->welcome.session.value,
               options_.session.realm, options_.router, session->url());
  if (options_.joined) options_.joined(session->welcome);
  if (session->own()) {
    if (!lobby_->OwnJoined(session)) session->connection()->Leave(kLeaving);
    UpdateLive();
    return;
  }
  schedule_.Joined();
  if (session->url_index() == 0 && schedule_.url() != 0) {
    schedule_.ReturnToFirstUrl();
    for (const Pointer& other : InPhase(Phase::kLive)) {
      if (other != session) RetireSession(other);
    }
  }
  status_.SetWelcome(session->welcome);
  SetError("");
  UpdateLive();
  if (session == successor_) BeginReplacement();
  Reconcile();
  status_.Notify();
}

void ReconnectingPool::OnLost(const Pointer& session,
                              const wamp::SessionLost& lost) {
  const Phase before = std::exchange(session->phase, Phase::kLost);
  session->retire_timer = nullptr;
  std::erase(sessions_, session);
  if (session->own()) {
    lobby_->OwnLost(
        session,
        {.join = FailureOf(lost),
         .why = NotSent(grpc::StatusCode::UNAVAILABLE,
                        "the stream's session to the router is lost")});
  } else {
    OnPooledLost(session, before, lost);
  }
  UpdateLive();
  CountLost(*session, before, lost);
  Reconcile();
  status_.Notify();
  FinishStop();
}

void ReconnectingPool::CountLost(const PooledSession& session, Phase before,
                                 const wamp::SessionLost& lost) {
  status_.AddTraffic(session.connection()->traffic());
  if (before == Phase::kJoining) {
    status_.CountFailedJoin(lost.reason);
  } else if (before == Phase::kLive && run_ == Run::kRunning) {
    status_.CountLoss();
  }
}

void ReconnectingPool::OnPooledLost(const Pointer& session, Phase before,
                                    const wamp::SessionLost& lost) {
  if (subscriber_ == session) {
    subscriber_ = nullptr;
    session->LeaveSubscriberPlace();
    subscriber_place_->OnSubscriberLost(std::string(lost.cause.message()),
                                        session->connection()->last_heard());
  }
  if (successor_ == session) {
    LoseSuccessor(before, std::string(lost.cause.message()));
  }
  if (publisher_ == session) publisher_ = nullptr;
  if (run_ != Run::kRunning) return;
  if (before == Phase::kLive) {
    const std::string why = absl::StrCat(
        "identity ", options_.identity, " has lost its session at ",
        options_.router, ": ", std::string(lost.cause.message()));
    SetError(why);
    lobby_->SetFailure(NotSent(grpc::StatusCode::UNAVAILABLE, why),
                       Lobby::Told::kOnTimeout);
    if (InPhase(Phase::kLive).empty()) {
      wanted_ = AtLeast(options_.min, 1);
      // Whoever joins now is new.
      successor_ = nullptr;
      replace_ = false;
    }
    const absl::Duration lived = control().Now() - session->joined;
    ScheduleRetry(schedule_.AfterLoss(lived, options_.random()));
  } else if (before == Phase::kJoining) {
    // Coming back to the first URL is only tried; the others live on.
    const bool only_tried = session->url_index() != schedule_.url() &&
                            !InPhase(Phase::kLive).empty();
    if (!only_tried) OnFailed(FailureOf(lost), HowFailed(lost));
  }
}

void ReconnectingPool::OnFailed(const Failure& failure,
                                JoinSchedule::Failed how) {
  const bool others_live = !InPhase(Phase::kLive).empty();
  SetError(failure.message);
  if (!others_live) {
    lobby_->SetFailure(failure, how == JoinSchedule::Failed::kConnection
                                    ? Lobby::Told::kOnTimeout
                                    : Lobby::Told::kAtOnce);
  }
  ScheduleRetry(schedule_.AfterFailure(how, others_live, options_.random()));
  if (how != JoinSchedule::Failed::kConnection && options_.turned_away) {
    options_.turned_away(failure);
  }
  if (!others_live && how == JoinSchedule::Failed::kCredentials &&
      options_.refused) {
    options_.refused(failure);
  }
  if (subscriber_ == nullptr) subscriber_place_->OnSubscriberRefused(failure);
  status_.Notify();
}

void ReconnectingPool::ScheduleRetry(absl::Duration delay) {
  if (retry_timer_ != nullptr) return;
  retry_timer_ = After(delay, &ReconnectingPool::Retry);
  status_.SetNextAttempt(control().Now() + delay);
}

void ReconnectingPool::Retry() {
  retry_timer_ = nullptr;
  status_.SetNextAttempt(absl::InfiniteFuture());
  lobby_->ClearRefusal();
  Reconcile();
}

Failure ReconnectingPool::FailureOf(const wamp::SessionLost& lost) const {
  std::string text(lost.cause.message());
  // The cause of what the router said is `uri ("text")`, and JoinFailure puts
  // the URI before the text itself.
  const std::string prefix = lost.reason + " (\"";
  if (!lost.reason.empty() && text.starts_with(prefix)) {
    text = text.substr(prefix.size(), text.size() - prefix.size() - 2);
  } else if (text == lost.reason) {
    text.clear();
  }
  return FailureOf(lost.reason, std::move(text));
}

Failure ReconnectingPool::FailureOf(std::string uri,
                                    std::string message) const {
  return FailureOfJoin({.identity = options_.identity,
                        .realm = options_.session.realm,
                        .router = options_.router,
                        .uri = std::move(uri),
                        .message = std::move(message)},
                       options_.credentials);
}

}  // namespace wampbridge::bridge
