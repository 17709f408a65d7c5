// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/pool_fixture.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "auth/authenticator.h"

namespace wampbridge::bridge {

void PoolTest::Subscriber::OnSubscriberJoined(
    std::shared_ptr<transport::ClientConnection> connection) {
  log_->push_back(absl::StrCat("joined ", connection->session_id().value));
}

void PoolTest::Subscriber::OnSubscriberEvent(const wamp::Event& event) {
  log_->push_back(absl::StrCat("event ", event.publication.value));
}

void PoolTest::Subscriber::OnSubscriberRevoked(const wamp::Unsubscribed&) {
  log_->push_back("revoked");
}

void PoolTest::Subscriber::OnSubscriberLost(const std::string& reason,
                                            absl::Time last_heard) {
  log_->push_back(absl::StrCat("lost: ", reason, ", heard ",
                               absl::ToUnixSeconds(last_heard)));
}

void PoolTest::Subscriber::OnSubscriberRefused(const Failure& failure) {
  log_->push_back(absl::StrCat("refused: ", failure.message));
}

void PoolTest::Subscriber::OnSuccessorJoined(
    std::shared_ptr<transport::ClientConnection> connection,
    MovedCallback moved) {
  log_->push_back(
      absl::StrCat("successor joined ", connection->session_id().value));
  moved_ = std::move(moved);
}

void PoolTest::Subscriber::OnSuccessorEvent(const wamp::Event& event) {
  log_->push_back(absl::StrCat("successor's event ", event.publication.value));
}

void PoolTest::Subscriber::OnSuccessorRevoked(const wamp::Unsubscribed&) {
  log_->push_back("successor revoked");
}

void PoolTest::Subscriber::OnSuccessorLost(const std::string& reason) {
  log_->push_back(absl::StrCat("successor lost: ", reason));
}

PoolTest::PoolTest() {
  options.identity = "orders";
  options.router = "main";
  options.dial.resize(1);
  options.dial[0].url = "ws://a";
  options.session.realm = "realm1";
  options.authenticator = [] {
    auth::Credentials anonymous;
    anonymous.method = "anonymous";
    return auth::MakeAuthenticator(std::move(anonymous));
  };
  options.random = [] { return 0.5; };
}

// Every session is told that it is over, so that nothing keeps itself alive.
void PoolTest::EndPool() {
  if (pool == nullptr) return;
  pool->Stop([] {});
  Run();
  for (size_t i = 0; i < dialled(); ++i) Lose(i);
  pool = nullptr;
}

void PoolTest::StartPool() {
  pool = SessionPool::Create(
      options, {&loop_},
      [this](transport::EventLoop&, const transport::DialOptions& dial,
             const wamp::SessionOptions&,
             transport::SessionObserver* observer) {
        fakes_.push_back(std::make_shared<Fake>(fakes_.size() + 1, observer));
        dial_.push_back(dial);
        return fakes_.back();
      },
      place_);
  pool->Start();
  Run();
}

void PoolTest::StartJoined() {
  StartPool();
  ASSERT_EQ(dialled(), 1u);
  Join(0);
}

void PoolTest::Join(size_t index, Exclusion exclusion) {
  if (exclusion == Exclusion::kAnnounced) {
    fake(index).SetFeature("broker", "publisher_exclusion");
  }
  fake(index).Join();
  Run();
}

void PoolTest::Lose(size_t index, By by, std::string reason,
                    const std::string& text) {
  // A session is lost once.
  if (fakes_[index] == nullptr) return;
  const std::shared_ptr<Fake> fake = std::exchange(fakes_[index], nullptr);
  fake->Lose({.by = by,
              .reason = std::move(reason),
              .cause = absl::UnavailableError(text)});
  Run();
}

std::shared_ptr<PoolTest::Got> PoolTest::Acquire(Place place,
                                                 absl::Duration patience) {
  auto got = std::make_shared<Got>();
  got->wait =
      pool->Acquire(place, loop_.Now() + patience,
                    [got = got.get()](const SessionPool::Acquired& acquired) {
                      ++got->times;
                      got->connection = acquired.connection;
                      got->failure = acquired.failure;
                    });
  return got;
}

std::shared_ptr<PoolTest::Got> PoolTest::AcquireOwn() {
  auto got = std::make_shared<Got>();
  got->wait = pool->AcquireOwn(
      loop_.Now() + absl::Minutes(1),
      [got = got.get()](const SessionPool::Acquired& acquired) {
        ++got->times;
        got->connection = acquired.connection;
        got->failure = acquired.failure;
      },
      // The session may be lost when the test has let go of it.
      [weak = std::weak_ptr<Got>(got)](const Failure& why) {
        const auto got = weak.lock();
        if (got == nullptr) return;
        ++got->times_lost;
        got->failure = why;
      });
  Run();
  return got;
}

void PoolTest::Load(size_t index, size_t requests) {
  const wamp::EncodedRequest call;
  for (size_t i = 0; i < requests; ++i) {
    ASSERT_TRUE(fake(index).Call(call, &ignore_).ok());
  }
}

std::vector<std::string> PoolTest::Told() { return std::exchange(told_, {}); }

}  // namespace wampbridge::bridge
