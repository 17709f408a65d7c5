// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_FAKE_SESSION_POOL_H_
#define BRIDGE_POOL_FAKE_SESSION_POOL_H_

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "bridge/pool/session_pool.h"
#include "wamp/transport/fake_client_connection.h"

namespace wampbridge::bridge {

// A pool whose sessions the test gives and takes away: one for every place, and
// one for each PublishStream. Thread-safe.
class FakeSessionPool : public SessionPool {
 public:
  using Fake = transport::FakeClientConnection;

  // The session from now on; null: there is none, and who asks waits.
  void SetSession(std::shared_ptr<Fake> session);
  // Gives `session` to all who wait, without keeping it for others.
  void GiveToWaiters(const std::shared_ptr<Fake>& session);
  void RefuseWaiters(const Failure& failure);
  // Waits until so many wait.
  void AwaitWaiters(size_t count);
  // What AcquireOwn answers; without it a new session each time.
  void RefuseOwn(const Failure& failure);
  // What ReportLost was told.
  size_t reported_lost() const;
  // Waits until a PublishStream has its session.
  std::shared_ptr<Fake> AwaitOwn();
  // Tells the PublishStream that got its session last that it is lost.
  void TellOwnLost();
  // Waits until a PublishStream has given its session back.
  void AwaitReleased();
  void SetSnapshot(const PoolSnapshot& snapshot);
  // What it was told.
  size_t started() const;
  size_t renewed() const;
  std::vector<Change> changes() const;
  std::optional<Failure> retired() const;

  // SessionPool.
  void Start() override;
  Connection TryAcquire(Place place) override;
  Connection Find(wamp::SessionId session) override;
  std::unique_ptr<Wait> Acquire(Place place, absl::Time until,
                                AcquireCallback done) override;
  void ReportLost(const Connection& connection) override;
  std::unique_ptr<Wait> AcquireOwn(absl::Time until, AcquireCallback done,
                                   LostCallback lost) override;
  void ReleaseOwn(const Connection& connection) override;
  void ReplaceSubscriber() override {}
  void Renew() override;
  void ChangeTo(PoolOptions options, Change how) override;
  PoolSnapshot Snapshot() const override;
  void SetStateListener(std::function<void()>) override {}
  void Stop(std::function<void()> done) override { done(); }
  void Retire(const Failure& why, std::function<void()> done) override;

 private:
  class Waiting;

  void Forget(uint64_t number);
  void TellWaiters(const Acquired& acquired);

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::shared_ptr<Fake> session_;
  uint64_t waits_made_ = 0;
  // number -> who waits, in order
  std::map<uint64_t, AcquireCallback> waiters_;
  std::optional<Failure> own_refused_;
  std::vector<std::shared_ptr<Fake>> own_;
  LostCallback own_lost_;  // of the last
  size_t released_ = 0;
  size_t reported_lost_ = 0;
  size_t started_ = 0;
  size_t renewed_ = 0;
  std::vector<Change> changes_;
  std::optional<Failure> retired_;
  PoolSnapshot snapshot_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_FAKE_SESSION_POOL_H_
