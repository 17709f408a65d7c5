// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_RECONNECTING_POOL_H_
#define BRIDGE_POOL_RECONNECTING_POOL_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bridge/errors/failure.h"
#include "bridge/pool/join_schedule.h"
#include "bridge/pool/live_sessions.h"
#include "bridge/pool/lobby.h"
#include "bridge/pool/pool_options.h"
#include "bridge/pool/pool_snapshot.h"
#include "bridge/pool/pool_status.h"
#include "bridge/pool/pooled_session.h"
#include "bridge/pool/session_pool.h"
#include "bridge/pool/subscriber_place.h"

namespace wampbridge::bridge {

// The pool of one identity (session_pool.h). Requests go through the Lobby;
// everything else, opening, places, loss, growing, closing what is idle, runs
// on one control loop, the first, so it needs no lock. What sessions report is
// posted there.
//
// A session's life: Open, then OnJoined and OnLost; Retire in between when it
// is wanted no more. The subscribing one may be replaced while it lives
// (pool_replacement.cc). After each change Reconcile compares what is with what
// should be, and UpdateLive tells lobby and subscriber place.
class ReconnectingPool : public SessionPool,
                         public std::enable_shared_from_this<ReconnectingPool> {
 public:
  ReconnectingPool(PoolOptions options,
                   std::vector<transport::EventLoop*> loops,
                   ConnectionFactory factory, SubscriberPlace* subscriber);
  // After construction, once it is held by a shared_ptr.
  void Wire();

  void Start() override;
  Connection TryAcquire(Place place) override;
  Connection Find(wamp::SessionId session) override;
  std::unique_ptr<Wait> Acquire(Place place, absl::Time until,
                                AcquireCallback done) override;
  std::unique_ptr<Wait> AcquireOwn(absl::Time until, AcquireCallback done,
                                   LostCallback lost) override;
  void ReleaseOwn(const Connection& connection) override;
  void ReportLost(const Connection& connection) override;
  void ReplaceSubscriber() override;
  void Renew() override;
  void ChangeTo(PoolOptions options, Change how) override;
  PoolSnapshot Snapshot() const override;
  void SetStateListener(std::function<void()> listener) override;
  void Stop(std::function<void()> done) override;
  void Retire(const Failure& why, std::function<void()> done) override;

 private:
  using Pointer = PooledSession::Pointer;
  using Phase = PooledSession::Phase;
  using Member = void (ReconnectingPool::*)();

  // Everything below runs on the control loop.
  transport::EventLoop& control() const { return *loops_.front(); }
  void PostToControl(std::function<void(ReconnectingPool&)> function);
  std::unique_ptr<transport::Timer> After(absl::Duration delay, Member run);

  void Reconcile();
  void OpenMissing();
  void OpenOwn();
  // Null where the authenticator could not be made, which counts as a refusal.
  Pointer Open(transport::EventLoop* loop, size_t url_index, bool own);
  transport::EventLoop* LoopForNext();
  size_t Needed();

  void OnJoined(const Pointer& session);
  void OnLost(const Pointer& session, const wamp::SessionLost& lost);
  void OnPooledLost(const Pointer& session, Phase before,
                    const wamp::SessionLost& lost);
  void CountLost(const PooledSession& session, Phase before,
                 const wamp::SessionLost& lost);
  // An attempt to join failed.
  void OnFailed(const Failure& failure, JoinSchedule::Failed how);
  void ScheduleRetry(absl::Duration delay);
  void Retry();
  Failure FailureOf(const wamp::SessionLost& lost) const;
  Failure FailureOf(std::string uri, std::string message) const;

  // Gives the places to live sessions and says who lives.
  void UpdateLive();
  void GiveSubscriberPlace();
  Pointer ChoosePublisher(const std::vector<Pointer>& live) const;

  void RenewAll();
  void ChangeNow(PoolOptions options, Change how);
  void LeaveWithGap();
  // It was opened before the last renewal.
  bool IsStale(const Pointer& session) const {
    return session->renewal != renewal_;
  }
  // Live, and good enough not to have another opened in its place.
  size_t LiveAndStaying() const;
  void RetireStale();
  void TryNow();
  void OpenSuccessor();
  void BeginReplacement();
  void EndReplacement(const Pointer& session, SubscriberPlace::Moved how);
  void LoseSuccessor(Phase before, const std::string& reason);

  void Grow();
  void ScanIdle();
  bool SeenIdle(PooledSession& session, absl::Time now) const;
  void FailBackIfIdle(bool all_idle);
  void RetireSession(const Pointer& session);
  void LeaveWhenDone(const Pointer& session);

  void LeaveAll(std::function<void()> done);
  void RetireAll(const Failure& why, std::function<void()> done);
  void FinishStop();
  std::vector<Pointer> InPhase(Phase phase) const;  // without own ones
  void SetError(const std::string& text);

  const std::vector<transport::EventLoop*> loops_;
  const ConnectionFactory factory_;
  SubscriberPlace* const subscriber_place_;
  std::shared_ptr<Lobby> lobby_;
  PoolStatus status_;

  // Of the control loop.
  PoolOptions options_;
  JoinSchedule schedule_;
  std::vector<Pointer> sessions_;  // from Open until lost, own ones too
  Pointer subscriber_;             // at the subscribing place
  Pointer successor_;              // opened to replace it, joining or live
  bool replace_ = false;           // until a successor has the place
  uint64_t renewal_ = 0;           // how often sessions were to be renewed
  Pointer publisher_;
  size_t wanted_;  // how many sessions there should be
  size_t loops_used_ = 0;
  enum class Run {
    kNotStarted,
    kRunning,
    kRetiring,
    kStopping,
  } run_ = Run::kNotStarted;
  bool told_of_second_ = false;
  std::unique_ptr<transport::Timer> retry_timer_;
  std::unique_ptr<transport::Timer> idle_timer_;
  std::vector<std::function<void()>> stopped_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_RECONNECTING_POOL_H_
