// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_ROUTED_REQUEST_H_
#define BRIDGE_SERVER_ROUTED_REQUEST_H_

#include <memory>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/identities/identities.h"
#include "bridge/pool/session_pool.h"
#include "bridge/server/deadlines.h"
#include "bridge/server/retry_policy.h"
#include "bridge/server/serving.h"
#include "bridge/tracing/request_trace.h"
#include "bridge/translate/kwarg_edit.h"
#include "wamp/message_codec.h"
#include "wamp/transport/client_connection.h"

namespace wampbridge::bridge {

// One request of an RPC on its way to the router: finds a session or waits for
// one, has itself sent, waits for the answer, tries again where the retry
// policy and the request allow it, and gives up at its limit on time; each with
// its true outcome. Knows nothing of gRPC or of what the request says: handlers
// derive from it and fill in the rest.
//
//   Begin → Encode, Send → OnRouterAnswer (several times for a progressive
//   call), OnSentUnanswered or OnRequestFailed: one of the last two, or the
//   last answer, comes once, unless Abandon came first. A call in chunks goes
//   on with SendMore from OnSentAwaited on.
//
// A request is tried again on another session: where the first refused it
// since it was lost; where the loss took it, before or after it was handed to a
// write; or where the router's ERROR says that it may have run. Never one that
// is pinned to a session, never after a result was given, never when its limit
// has passed. What a failure says is true of all attempts (Located).
//
// Begin is called once; what follows comes from the thread that called it, the
// session's loop or that of the deadlines, one at a time.
class RoutedRequest : public transport::RequestObserver,
                      public Deadlines::Entry {
 public:
  struct Route {
    std::shared_ptr<const Identity> identity;
    Place place = Place::kCall;
    wamp::SessionId pinned;       // 0: any session
    SessionPool::Connection own;  // not null: this one, whatever `place` says
    absl::Time limit;             // on the clock of the deadlines
    wamp::CancelMode cancel_mode = wamp::CancelMode::kKillNoWait;
    enum class Answer { kAwaited, kNone } answer = Answer::kAwaited;
    // How far a failed attempt may have come for another one to be made: no
    // further than to a session; no octet of it handed to a write; anywhere.
    enum class Repeat { kUnlessTaken, kUnlessHanded, kEvenIfRun };
    Repeat repeat = Repeat::kUnlessHanded;
    std::shared_ptr<RequestTrace> trace;  // null: it is not traced
    RequestMetrics* labelled = nullptr;   // of its URI; null: it has no label

    // The metadata that goes along: `propagated`, and where it stands in its
    // trace. REQUIRES: called from Encode.
    Strings Along(const Strings& propagated) const;
  };

  RoutedRequest(const RoutedRequest&) = delete;
  RoutedRequest& operator=(const RoutedRequest&) = delete;

 protected:
  // `serving` must outlive this.
  explicit RoutedRequest(Serving& serving)
      : deadlines_(*serving.deadlines), retries_(serving.retries) {}
  ~RoutedRequest() override { deadlines_.Clear(*this); }

  void Begin(const Route& route);
  // Nobody waits for it any more: nothing is told from now on, and the router
  // is asked to cancel a call that was sent.
  void Abandon();
  // A further chunk of a call, as ClientConnection::CallMore. NotFound: the
  // call has ended here, or its last answer is on its way.
  absl::Status SendMore(const wamp::EncodedRequest& chunk);

  virtual std::shared_ptr<RoutedRequest> Self() = 0;
  // Makes the message for this session; called again, for another session,
  // with each further attempt.
  virtual std::optional<Failure> Encode(
      transport::ClientConnection& connection) = 0;
  virtual absl::StatusOr<wamp::RequestId> Send(
      transport::ClientConnection& connection,
      transport::RequestObserver* observer) = 0;
  virtual void OnRouterAnswer(const wamp::Answered& answered) = 0;
  virtual void OnSentUnanswered() {}
  // It was sent, and its last answer has not come.
  virtual void OnSentAwaited() {}
  virtual void OnRequestFailed(const Failure& failure) = 0;

  // `failure` with what is known of identity, session and request. Where an
  // earlier attempt may have run its outcome is UNKNOWN, and never its code
  // UNAVAILABLE, which promises that nothing has.
  Failure Located(Failure failure) const;
  const Route& route() const { return route_; }
  // REQUIRES: called from Encode, Send or later.
  transport::ClientConnection& connection() const { return *connection_; }

 private:
  using Reach = RetryPolicy::Reach;
  enum class Phase { kNew, kWaiting, kSending, kSent, kEnded };
  // What follows when an attempt has failed. kLater: it is still being sent,
  // and the sender makes the next one.
  enum class Next { kNothing, kAgain, kLater, kEnd };

  void OnAnswer(const wamp::Answered& answered) final;
  void OnLost(wamp::Handed handed) final;
  void OnDeadline() final;

  void Wait();
  void OnAcquired(const SessionPool::Acquired& acquired);
  void SendOn(const SessionPool::Connection& connection);
  void OnNotEstablished();
  void OnSent(wamp::RequestId request);
  Next AfterFailureLocked(Reach reach);
  bool MayRepeatLocked(Reach reach) const;
  // The router's ERROR leaves open whether the call has run, and it may run
  // twice.
  bool IsRepeatable(const wamp::Answered& answered) const;
  // Tells the answer, and the identity's metrics where the time went.
  void TellLast(const wamp::Answered& answered, absl::Time given,
                absl::Time taken);
  // The phase it ended in; nullopt: it had ended before.
  std::optional<Phase> End();
  void EndWith(Failure failure);
  void CancelAtRouter(wamp::RequestId request);
  Failure PinnedSessionGone() const;

  Deadlines& deadlines_;
  RetryPolicy& retries_;
  Route route_;
  absl::Time begun_;
  // Of the attempt under way: given to a session, and taken by it.
  absl::Time given_;
  absl::Time taken_;
  mutable std::mutex mutex_;  // guards what follows
  Phase phase_ = Phase::kNew;
  int attempts_ = 0;           // sessions that were given it
  int waits_ = 0;              // sessions waited for
  bool again_ = false;         // the sender makes another attempt
  bool result_given_ = false;  // a progressive one
  bool may_have_run_ = false;  // an attempt before this one
  SessionPool::Connection connection_;
  wamp::RequestId request_;
  std::unique_ptr<SessionPool::Wait> wait_;
  // While the session may still call this observer.
  std::shared_ptr<RoutedRequest> kept_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_ROUTED_REQUEST_H_
