// SPDX-License-Identifier: Apache-2.0
// A pool that replaces its subscribing session, and the streams that live by
// it.
#include "bridge/identities/stream_hubs.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/errors/failures.h"
#include "bridge/pool/pool_fixture.h"
#include "bridge/register/callee_sink.h"
#include "bridge/register/wanted_procedure.h"
#include "bridge/subscribe/subscription_hub_fixture.h"
#include "gmock/gmock.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using wamp::MessageType;

// Says which session it is registered by.
class Callee : public CalleeSink {
 public:
  void OnInterrupted(const std::string&, absl::Time) override {}
  void OnSessionLost() override { told.emplace_back("lost"); }
  void OnRegistered(const Accepted& accepted) override {
    told.push_back(absl::StrCat("by ", accepted.session.value,
                                accepted.gap ? " after a gap" : ""));
  }
  void OnUnregistered(size_t, const std::string&) override {}
  Took Offer(const Offered&) override { return Took::kTaken; }
  bool Continue(const Connection&, const wamp::Invocation&) override {
    return false;
  }
  bool Interrupt(const Connection&, const wamp::Interrupt&) override {
    return false;
  }
  void OnEnd(const Failure&, Ending) override { told.emplace_back("end"); }

  std::vector<std::string> told;
};

class StreamHubsTest : public PoolTest {
 protected:
  StreamHubsTest() {
    const auto remote = [](const wamp::Error& error, wamp::Serializer) {
      return RemoteFailure(ErrorMapper(), error.error, std::nullopt);
    };
    SessionSubscriptions::Options subscriptions;
    subscriptions.remote_failure = remote;
    SessionRegistrations::Options registrations;
    registrations.remote_failure = remote;
    registrations.random = [] { return 0.5; };
    hubs_ = std::make_unique<StreamHubs>(loop_, std::move(subscriptions),
                                         std::move(registrations));
    place_ = hubs_.get();
    const auto gate = [](const auto&) { return absl::OkStatus(); };
    hubs_->subscriptions().Subscribe(
        {.topics = {{"a", {}, {}}}, .history = std::nullopt, .gate = gate},
        sink_);
    hubs_->registrations().Register({{.uri = "p", .options = {}}}, gate,
                                    callee_);
  }
  ~StreamHubsTest() override { EndPool(); }

  // Both streams live by the first session, whose successor has joined.
  void StartReplacing() {
    StartJoined();
    for (const auto& request : fake(0).TakeRequests()) {
      if (request.type == MessageType::kSubscribe) {
        fake(0).AnswerSubscribed(request.id, 50);
      } else {
        fake(0).AnswerRegistered(request.id, 70);
      }
    }
    sink_->Take();
    EXPECT_THAT(std::exchange(callee_->told, {}), ElementsAre("by 1"));
    pool->ReplaceSubscriber();
    Run();
    Join(1);
  }

  std::unique_ptr<StreamHubs> hubs_;
  std::shared_ptr<RecordingSink> sink_ = std::make_shared<RecordingSink>();
  std::shared_ptr<Callee> callee_ = std::make_shared<Callee>();
};

TEST_F(StreamHubsTest, ReplacedSessionLosesNoEventAndBreaksRegistrations) {
  StartReplacing();
  const auto asked = fake(1).TakeRequests();
  ASSERT_THAT(asked, SizeIs(1));
  ASSERT_EQ(asked[0].type, MessageType::kSubscribe);
  fake(1).AnswerSubscribed(asked[0].id, 60);
  Run();
  fake(0).Deliver({{50}, {1}, {}, {}});
  fake(1).Deliver({{60}, {1}, {}, {}});
  fake(1).Deliver({{60}, {2}, {}, {}});
  EXPECT_THAT(sink_->Take(), ElementsAre("event 0 1"));
  const auto leaving = fake(0).TakeRequests();
  ASSERT_THAT(leaving, SizeIs(1));
  ASSERT_EQ(leaving[0].type, MessageType::kUnsubscribe);
  fake(0).AnswerUnsubscribed(leaving[0].id);
  Run();
  EXPECT_THAT(sink_->Take(), ElementsAre("whole 2: 0=60", "event 0 2"));
  fake(1).Deliver({{60}, {3}, {}, {}});
  EXPECT_THAT(sink_->Take(), ElementsAre("event 0 3"));
  const auto given_back = fake(0).TakeRequests();
  ASSERT_THAT(given_back, SizeIs(1));
  EXPECT_EQ(given_back[0].type, MessageType::kUnregister);
  fake(0).AnswerUnregistered(given_back[0].id);
  const auto registers = fake(1).TakeRequests();
  ASSERT_THAT(registers, SizeIs(1));
  fake(1).AnswerRegistered(registers[0].id, 80);
  EXPECT_THAT(callee_->told, ElementsAre("lost", "by 2 after a gap"));
  Advance(absl::Seconds(1));
  EXPECT_TRUE(fake(0).left());
}

TEST_F(StreamHubsTest, OldSessionLostWhileItIsLeftIsAGapForAll) {
  StartReplacing();
  fake(1).AnswerSubscribed(fake(1).TakeRequests()[0].id, 60);
  Run();
  ASSERT_THAT(fake(0).TakeRequests(), SizeIs(1));  // UNSUBSCRIBE
  fake(1).Deliver({{60}, {1}, {}, {}});
  fake(0).SetLastHeard(absl::FromUnixSeconds(0));
  Lose(0);
  const std::vector<std::string> told = sink_->Take();
  EXPECT_THAT(told, SizeIs(2));  // lost, interrupted
  const auto asked = fake(1).TakeRequests();
  ASSERT_THAT(asked, SizeIs(2));  // SUBSCRIBE and REGISTER
  fake(1).AnswerSubscribed(asked[0].id, 60);
  fake(1).AnswerRegistered(asked[1].id, 80);
  EXPECT_THAT(sink_->Take(), SizeIs(2));  // gap, whole
  EXPECT_THAT(callee_->told, ElementsAre("lost", "by 2 after a gap"));
}

TEST_F(StreamHubsTest, SuccessorLostBeforeTheOldIsLeftDisturbsNobody) {
  StartReplacing();
  Lose(1);
  EXPECT_THAT(sink_->Take(), IsEmpty());
  EXPECT_THAT(callee_->told, IsEmpty());
  fake(0).Deliver({{50}, {1}, {}, {}});
  EXPECT_THAT(sink_->Take(), ElementsAre("event 0 1"));
}

}  // namespace
}  // namespace wampbridge::bridge
