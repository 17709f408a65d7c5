// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_SUBSCRIPTION_HUB_FIXTURE_H_
#define BRIDGE_SUBSCRIBE_SUBSCRIPTION_HUB_FIXTURE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/subscribe/event_sink.h"
#include "bridge/subscribe/subscription_hub.h"
#include "gtest/gtest.h"
#include "wamp/transport/fake_client_connection.h"
#include "wamp/transport/manual_loop.h"

namespace wampbridge::bridge {

// Writes down what it is told, a line each.
class RecordingSink : public EventSink {
 public:
  void OnSessionLost() override { Add("lost"); }
  void OnInterrupted(const std::string& reason, absl::Time since) override;
  void OnWhole(wamp::SessionId session,
               const std::vector<SubscribedTopic>& topics,
               const std::optional<SessionGap>& gap) override;
  void OnEvent(size_t topic, SharedEvent& event) override;
  // Says `room`.
  Room OnHistory(size_t topic, std::vector<SharedEvent>& events) override;
  void OnCaughtUp() override { Add("caught up"); }
  void OnUnsubscribed(size_t topic, const std::string& reason) override;
  void OnEnd(const Failure& failure) override;

  std::vector<std::string> Take() { return std::exchange(lines_, {}); }

  Room room = Room::kNow;

 private:
  template <typename... Parts>
  void Add(const Parts&... parts) {
    lines_.push_back(absl::StrCat(parts...));
  }
  std::vector<std::string> lines_;
};

// A hub whose sessions are fakes, on a loop that runs by hand.
class SubscriptionHubTest : public testing::Test {
 protected:
  using Fake = transport::FakeClientConnection;
  using Moved = SubscriberPlace::Moved;

  SubscriptionHubTest();

  std::shared_ptr<Fake> Join(uint64_t session);
  void Lose(Fake& connection, int last_heard);
  // A successor joins beside the session; what became of it is in moved_.
  std::shared_ptr<Fake> JoinSuccessor(uint64_t session);

  std::shared_ptr<RecordingSink> Subscribe(
      std::vector<WantedTopic> topics,
      const std::optional<HistoryWish>& history = std::nullopt);
  void Unsubscribe(const std::shared_ptr<RecordingSink>& sink);

  void Event(uint64_t subscription, uint64_t publication,
             wamp::Dict details = {}, std::string_view args = "");
  void SuccessorEvent(uint64_t subscription, uint64_t publication,
                      std::string_view args = "");
  // Accepts every SUBSCRIBE that was sent, with ids from `first_id` on; gives
  // how many there were.
  static size_t AcceptAll(Fake& connection, uint64_t first_id);
  void Run() { loop_.RunPosted(); }

  static WantedTopic Topic(const std::string& uri, wamp::Dict options = {}) {
    return {uri, wamp::MatchPolicy::kExact, std::move(options)};
  }
  static WantedTopic Retained(const std::string& uri) {
    return Topic(uri, {{"get_retained", true}});
  }

  transport::ManualLoop loop_;
  absl::Status fits_;
  SubscriptionHub hub_;
  std::optional<Moved> moved_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_SUBSCRIPTION_HUB_FIXTURE_H_
