// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/routed_request.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/errors/failures.h"
#include "bridge/pool/session_request.h"

namespace wampbridge::bridge {
namespace {

std::string_view NameOf(const wamp::Answered& answered) {
  if (std::holds_alternative<wamp::Error>(answered.answer)) return "ERROR";
  return std::holds_alternative<wamp::Published>(answered.answer) ? "PUBLISHED"
                                                                  : "RESULT";
}

// Empty: it is none.
std::string_view ErrorUriOf(const wamp::Answered& answered) {
  const auto* error = std::get_if<wamp::Error>(&answered.answer);
  return error == nullptr ? std::string_view() : error->error;
}

}  // namespace

Strings RoutedRequest::Route::Along(const Strings& propagated) const {
  if (trace == nullptr) return propagated;
  Strings along = trace->Carried();
  const bool carried = !along.empty();
  for (const auto& [key, text] : propagated) {
    // The two belong together.
    if (!carried || key != kTracestate) along.emplace(key, text);
  }
  return along;
}

void RoutedRequest::Begin(const Route& route) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (phase_ == Phase::kEnded) return;  // abandoned already
    route_ = route;
    begun_ = deadlines_.Now();
    phase_ = Phase::kWaiting;
  }
  if (route_.trace != nullptr) route_.trace->OnWaiting();
  retries_.CountRequest();
  deadlines_.Set(*this, Self(), route.limit);
  if (route.own != nullptr) return SendOn(route.own);
  SessionPool& pool = *route.identity->pool;
  const bool pinned = route.pinned.value != 0;
  if (auto connection =
          pinned ? pool.Find(route.pinned) : pool.TryAcquire(route.place)) {
    SendOn(connection);
  } else if (pinned) {
    EndWith(PinnedSessionGone());
  } else {
    Wait();
  }
}

Failure RoutedRequest::PinnedSessionGone() const {
  return NotSent(
      grpc::StatusCode::FAILED_PRECONDITION,
      absl::StrCat("options.session_id: no session ", route_.pinned.value,
                   " of identity ", route_.identity->name, " is live here"));
}

void RoutedRequest::Wait() {
  int number = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    number = ++waits_;
  }
  if (route_.trace != nullptr) route_.trace->OnWaiting();
  std::weak_ptr<RoutedRequest> weak = Self();
  std::unique_ptr<SessionPool::Wait> wait = route_.identity->pool->Acquire(
      route_.place, route_.limit,
      [weak](const SessionPool::Acquired& acquired) {
        if (const auto self = weak.lock()) self->OnAcquired(acquired);
      });
  const std::lock_guard<std::mutex> lock(mutex_);
  // It may have been told, and may even wait again, before Acquire returned.
  if (phase_ == Phase::kWaiting && number == waits_) wait.swap(wait_);
}

void RoutedRequest::OnAcquired(const SessionPool::Acquired& acquired) {
  if (acquired.connection == nullptr) {
    EndWith(acquired.failure);
  } else {
    SendOn(acquired.connection);
  }
}

void RoutedRequest::SendOn(const SessionPool::Connection& connection) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (phase_ != Phase::kWaiting) return;
    phase_ = Phase::kSending;
    ++attempts_;
    given_ = taken_ = deadlines_.Now();
    connection_ = connection;
    request_ = wamp::RequestId();
    kept_ = Self();
    if (route_.trace != nullptr) {
      route_.trace->OnGiven({.identity = route_.identity->name,
                             .router = route_.identity->router,
                             .realm = route_.identity->realm,
                             .id = connection->session_id().value});
    }
  }
  std::optional<Failure> failure = Encode(*connection);
  absl::StatusOr<wamp::RequestId> sent = absl::UnknownError("not encoded");
  // The lock is not held, and the answer may be faster than we are.
  if (!failure) sent = Send(*connection, this);
  if (sent.ok()) return OnSent(*sent);
  const std::shared_ptr<RoutedRequest> self = Self();
  if (route_.trace != nullptr) {
    route_.trace->OnLost(failure ? failure->message
                                 : std::string(sent.status().message()));
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    kept_.reset();
  }
  if (failure) {
    EndWith(*std::move(failure));
  } else if (absl::IsFailedPrecondition(sent.status())) {
    OnNotEstablished();
  } else {
    EndWith(WhyNotSent(sent.status()));
  }
}

// The session was lost since we were given it.
void RoutedRequest::OnNotEstablished() {
  if (route_.own != nullptr) return EndWith(SessionLostFailure(false, ""));
  route_.identity->pool->ReportLost(connection_);
  if (route_.pinned.value != 0) return EndWith(PinnedSessionGone());
  bool again = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (phase_ == Phase::kEnded) return;
    connection_.reset();
    // Not in its budget: no router has had anything to do with it.
    again = retries_.AllowsAnother(Reach::kNotSent, attempts_);
    if (again) phase_ = Phase::kWaiting;
  }
  if (again) return Wait();
  EndWith(NotSent(grpc::StatusCode::UNAVAILABLE,
                  absl::StrCat("identity ", route_.identity->name,
                               ": sessions are lost as soon as they are "
                               "there")));
}

void RoutedRequest::OnSent(wamp::RequestId request) {
  const bool awaited = route_.answer == Route::Answer::kAwaited;
  bool cancel = false;
  bool told = false;
  bool waits = false;
  bool again = false;
  std::shared_ptr<RoutedRequest> kept;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    request_ = request;
    taken_ = deadlines_.Now();
    if (route_.trace != nullptr) route_.trace->OnSent(request.value);
    again = std::exchange(again_, false) && phase_ == Phase::kSending;
    cancel = awaited && phase_ == Phase::kEnded && kept_ != nullptr;
    told = !awaited && phase_ == Phase::kSending;
    waits = awaited && phase_ == Phase::kSending;
    if (again) {
      phase_ = Phase::kWaiting;
    } else if (phase_ == Phase::kSending) {
      phase_ = awaited ? Phase::kSent : Phase::kEnded;
    }
    if (!awaited) kept.swap(kept_);
  }
  if (again) return Wait();
  if (cancel) CancelAtRouter(request);
  if (waits) OnSentAwaited();
  if (!told) return;
  deadlines_.Clear(*this);
  OnSentUnanswered();
}

absl::Status RoutedRequest::SendMore(const wamp::EncodedRequest& chunk) {
  wamp::RequestId request;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (phase_ != Phase::kSent)
      return absl::NotFoundError("the call has ended");
    request = request_;
  }
  return connection_->CallMore(request, chunk);
}

void RoutedRequest::OnAnswer(const wamp::Answered& answered) {
  std::shared_ptr<RoutedRequest> kept;
  Next next = Next::kEnd;
  const wamp::RequestId request = std::visit(
      [](const auto& answer) { return answer.request; }, answered.answer);
  absl::Time given;
  absl::Time taken;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    given = given_;
    taken = taken_;
    if (answered.last) kept.swap(kept_);
    if (phase_ == Phase::kEnded) return;  // it came while we gave up
    // It may be here before Send has told us which it is.
    request_ = request;
    if (answered.last && route_.trace != nullptr) {
      route_.trace->OnAnswered(NameOf(answered), request.value,
                               ErrorUriOf(answered));
    }
    if (!answered.last) {
      result_given_ = true;
    } else if (IsRepeatable(answered)) {
      next = AfterFailureLocked(Reach::kMayHaveRun);
    } else {
      phase_ = Phase::kEnded;
    }
  }
  if (next == Next::kAgain) return Wait();
  if (next == Next::kLater) return;
  if (!answered.last) return OnRouterAnswer(answered);
  deadlines_.Clear(*this);
  TellLast(answered, given, taken);
}

void RoutedRequest::TellLast(const wamp::Answered& answered, absl::Time given,
                             absl::Time taken) {
  // The identity's, and its URI's.
  RequestMetrics* const all[] = {route_.identity->metrics, route_.labelled};
  const absl::Time came = deadlines_.Now();
  const absl::Time begun = begun_;  // this may be gone once it is told
  Deadlines& clock = deadlines_;
  OnRouterAnswer(answered);
  const absl::Duration ours = taken - given + (clock.Now() - came);
  for (RequestMetrics* const metrics : all) {
    if (metrics == nullptr) continue;
    metrics->waiting.Observe(given - begun);
    metrics->router.Observe(came - taken);
    metrics->bridge.Observe(ours);
  }
}

bool RoutedRequest::IsRepeatable(const wamp::Answered& answered) const {
  if (route_.repeat != Route::Repeat::kEvenIfRun) return false;
  const auto* error = std::get_if<wamp::Error>(&answered.answer);
  // Not `timeout`: what ran out is the caller's own limit, or one as long.
  return error != nullptr &&
         ErrorMapper().Map(error->error) ==
             ErrorMeaning{grpc::StatusCode::ABORTED, Outcome::kUnknown};
}

bool RoutedRequest::MayRepeatLocked(Reach reach) const {
  if (route_.own != nullptr || route_.pinned.value != 0) return false;
  if (result_given_ || route_.repeat == Route::Repeat::kUnlessTaken) {
    return false;
  }
  if (reach == Reach::kMayHaveRun &&
      route_.repeat != Route::Repeat::kEvenIfRun) {
    return false;
  }
  return retries_.AllowsAnother(reach, attempts_);
}

RoutedRequest::Next RoutedRequest::AfterFailureLocked(Reach reach) {
  if (phase_ == Phase::kEnded) return Next::kNothing;
  const absl::Time now = deadlines_.Now();
  if (now >= route_.limit || !MayRepeatLocked(reach) ||
      !retries_.Spend(reach, now)) {
    phase_ = Phase::kEnded;
    return Next::kEnd;
  }
  may_have_run_ |= reach == Reach::kMayHaveRun;
  again_ = phase_ == Phase::kSending;
  if (again_) return Next::kLater;
  phase_ = Phase::kWaiting;
  return Next::kAgain;
}

void RoutedRequest::OnLost(wamp::Handed handed) {
  const bool sent = handed == wamp::Handed::kYes;
  std::shared_ptr<RoutedRequest> kept;
  SessionPool::Connection lost;
  Next next = Next::kNothing;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    kept.swap(kept_);
    if (route_.trace != nullptr) route_.trace->OnLost("the session was lost");
    next = AfterFailureLocked(sent ? Reach::kMayHaveRun : Reach::kNotSent);
    lost = connection_;
  }
  if (next == Next::kNothing) return;
  // The pool may not have heard of it yet.
  if (next != Next::kEnd) route_.identity->pool->ReportLost(lost);
  if (next == Next::kAgain) return Wait();
  if (next == Next::kLater) return;
  deadlines_.Clear(*this);
  OnRequestFailed(Located(SessionLostFailure(sent, "")));
}

void RoutedRequest::OnDeadline() {
  const std::optional<Phase> phase = End();
  if (!phase) return;
  const std::string after = absl::FormatDuration(
      absl::Ceil(route_.limit - begun_, absl::Milliseconds(1)));
  OnRequestFailed(
      Located(*phase == Phase::kWaiting
                  ? NotSent(grpc::StatusCode::DEADLINE_EXCEEDED,
                            absl::StrCat("identity ", route_.identity->name,
                                         ": no session within ", after))
                  : OutcomeUnknown(grpc::StatusCode::DEADLINE_EXCEEDED,
                                   absl::StrCat("no answer within ", after))));
}

void RoutedRequest::Abandon() { End(); }

std::optional<RoutedRequest::Phase> RoutedRequest::End() {
  Phase was = Phase::kEnded;
  wamp::RequestId request;
  std::unique_ptr<SessionPool::Wait> wait;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    was = std::exchange(phase_, Phase::kEnded);
    request = request_;
    wait.swap(wait_);
  }
  if (was == Phase::kEnded) return std::nullopt;
  deadlines_.Clear(*this);
  // While it is being sent, the sender does this.
  if (was == Phase::kSent) CancelAtRouter(request);
  return was;
}

void RoutedRequest::EndWith(Failure failure) {
  if (End()) OnRequestFailed(Located(std::move(failure)));
}

void RoutedRequest::CancelAtRouter(wamp::RequestId request) {
  // Otherwise an answer or the loss is on its way to this observer.
  if (!connection_->Cancel(request, route_.cancel_mode).ok()) return;
  std::shared_ptr<RoutedRequest> kept;
  const std::lock_guard<std::mutex> lock(mutex_);
  kept.swap(kept_);
}

Failure RoutedRequest::Located(Failure failure) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (route_.identity == nullptr) return failure;  // it has not begun
  const bool unavailable = failure.code == grpc::StatusCode::UNAVAILABLE;
  if (may_have_run_ || (result_given_ && unavailable)) {
    failure.outcome = Outcome::kUnknown;
    if (unavailable) failure.code = grpc::StatusCode::ABORTED;
  }
  if (may_have_run_) {
    failure.message.append("; an earlier attempt may have run");
  }
  failure.identity = route_.identity->name;
  failure.router = route_.identity->router;
  if (connection_ != nullptr) {
    failure.session_id = connection_->session_id().value;
    failure.request_id = request_.value;
  }
  return failure;
}

}  // namespace wampbridge::bridge
