// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_POOL_FIXTURE_H_
#define BRIDGE_POOL_POOL_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "bridge/pool/session_pool.h"
#include "bridge/pool/subscriber_place.h"
#include "gtest/gtest.h"
#include "wamp/transport/fake_client_connection.h"
#include "wamp/transport/manual_loop.h"

namespace wampbridge::bridge {

// A pool under test: its connections are fakes that the test joins and loses,
// its one loop runs by hand, its dice always show one half.
class PoolTest : public ::testing::Test {
 protected:
  using Fake = transport::FakeClientConnection;
  using By = wamp::SessionLost::By;

  // Writes down what the subscribing place is told, one line each.
  class Subscriber : public SubscriberPlace {
   public:
    explicit Subscriber(std::vector<std::string>* log) : log_(log) {}
    void OnSubscriberJoined(
        std::shared_ptr<transport::ClientConnection> connection) override;
    void OnSubscriberEvent(const wamp::Event& event) override;
    void OnSubscriberRevoked(const wamp::Unsubscribed& revocation) override;
    void OnSubscriberLost(const std::string& reason,
                          absl::Time last_heard) override;
    void OnSubscriberRefused(const Failure& failure) override;
    void OnSuccessorJoined(
        std::shared_ptr<transport::ClientConnection> connection,
        MovedCallback moved) override;
    void OnSuccessorEvent(const wamp::Event& event) override;
    void OnSuccessorRevoked(const wamp::Unsubscribed& revocation) override;
    void OnSuccessorLost(const std::string& reason) override;
    // Ends a replacement, as the place does.
    void Move(Moved how) { std::exchange(moved_, nullptr)(how); }

   private:
    std::vector<std::string>* log_;
    MovedCallback moved_;
  };

  // What became of one Acquire.
  struct Got {
    int times = 0;
    int times_lost = 0;  // own
    SessionPool::Connection connection;
    Failure failure;
    std::unique_ptr<SessionPool::Wait> wait;
  };

  PoolTest();
  ~PoolTest() override { EndPool(); }

  // Makes and starts the pool out of `options`.
  void StartPool();
  // Ends it and its sessions, before a place of the test's own goes.
  void EndPool();
  // Starts it and joins its first session.
  void StartJoined();

  // Dialled so far, oldest first.
  size_t dialled() const { return fakes_.size(); }
  Fake& fake(size_t index) { return *fakes_.at(index); }
  Fake& newest() { return *fakes_.back(); }
  const transport::DialOptions& dial(size_t index) const {
    return dial_.at(index);
  }
  const std::string& url(size_t index) const { return dial(index).url; }

  enum class Exclusion { kAnnounced, kNot };
  void Join(size_t index, Exclusion exclusion = Exclusion::kAnnounced);
  void Lose(size_t index, By by = By::kTransport, std::string reason = "",
            const std::string& text = "reset");
  void Advance(absl::Duration duration) { loop_.Advance(duration); }
  void Run() { loop_.RunPosted(); }

  std::shared_ptr<Got> Acquire(Place place,
                               absl::Duration patience = absl::Minutes(1));
  std::shared_ptr<Got> AcquireOwn();
  // Makes `index` look busy with `requests` outstanding.
  void Load(size_t index, size_t requests);
  // What the subscribing place was told since the last call.
  std::vector<std::string> Told();
  // The place has what it needs of the successor, or cannot have it.
  void Move(SubscriberPlace::Moved how) {
    subscriber_.Move(how);
    Run();
  }

  PoolOptions options;
  transport::ManualLoop loop_;
  std::shared_ptr<SessionPool> pool;
  // Who is told of the subscribing session; a test may have its own.
  SubscriberPlace* place_ = &subscriber_;

 private:
  class NullObserver : public transport::RequestObserver {
   public:
    void OnAnswer(const wamp::Answered&) override {}
    void OnLost(wamp::Handed) override {}
  };

  std::vector<std::shared_ptr<Fake>> fakes_;
  std::vector<transport::DialOptions> dial_;
  std::vector<std::string> told_;
  Subscriber subscriber_{&told_};
  NullObserver ignore_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_POOL_FIXTURE_H_
