// SPDX-License-Identifier: Apache-2.0
// The driver between a session and a transport that the test plays, with a
// clock moved by hand.
#include "wamp/transport/client_driver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "wamp/transport/manual_loop.h"

namespace wampbridge::transport {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using wamp::Handed;
using By = wamp::SessionLost::By;

constexpr std::string_view kWelcome =
    R"([2,7,{"roles":{"broker":{},"dealer":{"features":{)"
    R"("call_canceling":true,"progressive_call_results":true,)"
    R"("progressive_call_invocations":true}}}}])";

// Keeps what is written, unless the socket is said to be full.
class PlayedTransport : public Transport {
 public:
  explicit PlayedTransport(bool rawsocket) : rawsocket_(rawsocket) {}

  wamp::Serializer serializer() const override {
    return wamp::Serializer::kJson;
  }
  size_t peer_message_bytes_max() const override { return 1000; }
  bool is_rawsocket() const override { return rawsocket_; }
  void Start(std::shared_ptr<TransportOwner> made_for) override {
    owner = std::move(made_for);
  }
  void FlushLocked() override {
    while (!full && !owner->PollTransmitLocked().empty()) {
      const std::string_view octets = owner->PollTransmitLocked();
      written.emplace_back(octets);
      owner->ConsumeTransmitLocked(octets.size());
    }
  }
  void Ping() override { ++pings; }
  void PauseReading() override {}
  void ResumeReading() override {}
  void Shutdown() override { ++shutdowns; }
  void Reset() override { ++resets; }
  uint64_t octets_heard() const override { return heard; }
  absl::Time last_heard() const override { return absl::UnixEpoch(); }

  std::shared_ptr<TransportOwner> owner;
  std::vector<std::string> written;
  bool full = false;
  int pings = 0;
  int shutdowns = 0;
  int resets = 0;
  uint64_t heard = 0;

 private:
  const bool rawsocket_;
};

class PlayedDialer : public TransportDialer {
 public:
  void Start(Done to_tell) override { done = std::move(to_tell); }
  void Cancel() override { ++cancels; }

  Done done;
  int cancels = 0;
};

class SessionRecord : public SessionObserver {
 public:
  void OnChallenge(const wamp::Challenge& challenge) override {
    told.push_back("challenge " + challenge.authmethod);
  }
  void OnJoined(const wamp::Welcome&) override { told.push_back("joined"); }
  void OnEvent(const wamp::Event&) override { told.push_back("event"); }
  void OnInvocation(const wamp::Invocation&) override {}
  void OnInterrupt(const wamp::Interrupt&) override {}
  void OnUnsubscribed(const wamp::Unsubscribed&) override {}
  void OnUnregistered(const wamp::Unregistered&) override {}
  void OnLost(const wamp::SessionLost& why) override { lost.push_back(why); }

  std::vector<std::string> told;
  std::vector<wamp::SessionLost> lost;
};

class RequestRecord : public RequestObserver {
 public:
  void OnAnswer(const wamp::Answered& answered) override {
    const auto* error = std::get_if<wamp::Error>(&answered.answer);
    told.push_back((error != nullptr ? error->error : std::string("result")) +
                   (answered.last ? "" : " and more"));
    const auto now = std::exchange(then, nullptr);
    if (now) now();
  }
  void OnLost(Handed handed) override {
    told.push_back(handed == Handed::kYes ? "lost, handed" : "lost, kept");
  }

  std::vector<std::string> told;
  std::function<void()> then;  // run once, within OnAnswer
};

class ClientDriverTest : public testing::Test {
 protected:
  // The played parts hold the driver, as real ones do until they end.
  ~ClientDriverTest() override {
    transport_->owner = nullptr;
    dialer_->done = nullptr;
  }

  void Start() {
    options_.url = "tcp://router:1";
    options_.session.realm = "realm1";
    driver_ =
        std::make_shared<ClientDriver>(loop_, dialer_, options_, &session_);
    driver_->Start();
    loop_.RunPosted();
  }
  void Connect() {
    Start();
    dialer_->done(std::shared_ptr<Transport>(transport_));
    loop_.RunPosted();
  }
  void Join() {
    Connect();
    Deliver({kWelcome});
    ASSERT_THAT(session_.told, ElementsAre("joined"));
    transport_->written.clear();
  }
  // All in one read.
  void Deliver(const std::vector<std::string_view>& messages) {
    transport_->owner->OnMessages(messages);
    loop_.RunPosted();
  }
  absl::StatusOr<wamp::RequestId> Call(RequestRecord* record) {
    const auto call =
        wamp::EncodeCall(wamp::Serializer::kJson,
                         wamp::Dict{{"receive_progress", true}}, "com.x", {});
    return driver_->Call(*call, record);
  }
  std::string LostWords() {
    EXPECT_EQ(session_.lost.size(), 1u);
    return session_.lost.empty()
               ? ""
               : std::string(session_.lost.back().cause.message());
  }

  ManualLoop loop_;
  std::shared_ptr<PlayedDialer> dialer_ = std::make_shared<PlayedDialer>();
  std::shared_ptr<PlayedTransport> transport_ =
      std::make_shared<PlayedTransport>(false);
  ClientDriver::Options options_{.url = "",
                                 .keepalive_interval = absl::Seconds(10),
                                 .keepalive_timeout = absl::Seconds(5),
                                 .rawsocket_ping = false,
                                 .session = {}};
  SessionRecord session_;
  std::shared_ptr<ClientDriver> driver_;
};

TEST_F(ClientDriverTest, DialFailureIsTheSessionsLoss) {
  Start();
  dialer_->done(absl::UnavailableError("tcp://router:1: cannot connect"));
  EXPECT_EQ(LostWords(), "tcp://router:1: cannot connect");
  EXPECT_EQ(session_.lost[0].by, By::kTransport);
  EXPECT_FALSE(session_.lost[0].joined);
}

TEST_F(ClientDriverTest, SaysHelloAndJoins) {
  Connect();
  ASSERT_EQ(transport_->written.size(), 1u);
  EXPECT_THAT(transport_->written[0], HasSubstr(R"([1,"realm1")"));
  Deliver({kWelcome});
  EXPECT_THAT(session_.told, ElementsAre("joined"));
  EXPECT_EQ(driver_->session_id().value, 7u);
  EXPECT_EQ(driver_->message_bytes_max(), 1000u);
  EXPECT_TRUE(driver_->RouterHas("dealer", "call_canceling"));
}

TEST_F(ClientDriverTest, RequestsBeforeTheJoinAreRefused) {
  RequestRecord record;
  Start();
  EXPECT_EQ(Call(&record).status().code(),
            absl::StatusCode::kFailedPrecondition);
  dialer_->done(std::shared_ptr<Transport>(transport_));
  EXPECT_EQ(Call(&record).status().code(),
            absl::StatusCode::kFailedPrecondition);
  const auto chunk = wamp::EncodeCall(wamp::Serializer::kJson, {}, "com.x", {});
  EXPECT_TRUE(absl::IsFailedPrecondition(driver_->CallMore({1}, *chunk)));
  EXPECT_THAT(record.told, IsEmpty());
}

TEST_F(ClientDriverTest, CallIsWrittenAtOnceAndAnswered) {
  RequestRecord record;
  Join();
  ASSERT_TRUE(Call(&record).ok());
  EXPECT_EQ(transport_->written.size(), 1u);
  Deliver({"[50,1,{}]"});
  EXPECT_THAT(record.told, ElementsAre("result"));
  EXPECT_EQ(driver_->pending_requests(), 0u);
}

TEST_F(ClientDriverTest, FurtherChunksAreWrittenAtOnceUnderTheFirstOnesId) {
  Join();
  const auto first = wamp::EncodeCall(wamp::Serializer::kJson,
                                      {{"progress", true}}, "com.x", {});
  const auto last = wamp::EncodeCall(wamp::Serializer::kJson, {}, "com.x", {});
  RequestRecord record;
  const auto id = driver_->Call(*first, &record);
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_TRUE(driver_->CallMore(*id, *last).ok());
  EXPECT_THAT(transport_->written,
              ElementsAre(R"([48,1,{"progress":true},"com.x"])",
                          R"([48,1,{},"com.x"])"));
  Deliver({R"([50,1,{}])"});
  EXPECT_THAT(record.told, ElementsAre("result"));
  EXPECT_TRUE(absl::IsNotFound(driver_->CallMore(*id, *last)));
}

TEST_F(ClientDriverTest, AnObserverMayCallFromItsAnswer) {
  RequestRecord first;
  RequestRecord second;
  Join();
  first.then = [&] { EXPECT_TRUE(Call(&second).ok()); };
  ASSERT_TRUE(Call(&first).ok());
  Deliver({"[50,1,{}]"});
  EXPECT_EQ(transport_->written.size(), 2u);
  Deliver({"[50,2,{}]"});
  EXPECT_THAT(second.told, ElementsAre("result"));
}

TEST_F(ClientDriverTest, LossTellsWhatWasHandedToTheTransport) {
  RequestRecord written;
  RequestRecord waiting;
  Join();
  ASSERT_TRUE(Call(&written).ok());
  transport_->full = true;
  ASSERT_TRUE(Call(&waiting).ok());
  transport_->owner->OnTransportLost(
      {TransportLost::By::kPeer, absl::UnavailableError("it closed")});
  EXPECT_THAT(written.told, ElementsAre("lost, handed"));
  EXPECT_THAT(waiting.told, ElementsAre("lost, kept"));
  EXPECT_EQ(LostWords(),
            "the connection to tcp://router:1 was lost: it closed");
  EXPECT_EQ(Call(&waiting).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(ClientDriverTest, MalformedMessageAbortsAndClosesInOrder) {
  Join();
  Deliver({"[50,1", "[36,1,1,{}]"});
  ASSERT_EQ(transport_->written.size(), 1u);
  EXPECT_THAT(transport_->written[0],
              HasSubstr("wamp.error.protocol_violation"));
  EXPECT_EQ(session_.lost[0].by, By::kViolation);
  EXPECT_EQ(transport_->shutdowns, 1);
  EXPECT_EQ(transport_->resets, 0);
}

TEST_F(ClientDriverTest, RouterThatDoesNotWelcomeTimesOut) {
  Connect();
  loop_.Advance(absl::Seconds(5));
  ASSERT_EQ(session_.lost.size(), 1u);
  EXPECT_EQ(session_.lost[0].by, By::kTimeout);
  loop_.Advance(absl::Hours(1));
  EXPECT_EQ(session_.lost.size(), 1u);
}

TEST_F(ClientDriverTest, LeaveSaysGoodbyeAndEndsWithTheAnswer) {
  Join();
  driver_->Leave("wamp.close.close_realm");
  driver_->Leave("wamp.close.close_realm");
  loop_.RunPosted();
  EXPECT_EQ(transport_->written.size(), 1u);
  Deliver({R"([6,{},"wamp.close.goodbye_and_out"])"});
  EXPECT_EQ(session_.lost.at(0).by, By::kUs);
  EXPECT_EQ(transport_->shutdowns, 1);
}

TEST_F(ClientDriverTest, LeaveEndsWithoutAnAnswerToo) {
  Join();
  driver_->Leave("wamp.close.close_realm");
  loop_.RunPosted();
  loop_.Advance(absl::Seconds(1));
  EXPECT_EQ(session_.lost.at(0).by, By::kUs);
}

TEST_F(ClientDriverTest, LeaveWhileDialingCancelsTheDial) {
  Start();
  driver_->Leave("wamp.close.close_realm");
  loop_.RunPosted();
  EXPECT_EQ(dialer_->cancels, 1);
  EXPECT_EQ(session_.lost.at(0).by, By::kUs);
}

TEST_F(ClientDriverTest, CloseDropsTheConnectionAndEveryRequest) {
  RequestRecord record;
  Join();
  ASSERT_TRUE(Call(&record).ok());
  driver_->Close(absl::CancelledError("enough"));
  driver_->Close(absl::CancelledError("enough"));
  loop_.RunPosted();
  EXPECT_EQ(LostWords(), "enough");
  EXPECT_EQ(session_.lost[0].by, By::kUs);
  EXPECT_EQ(transport_->resets, 1);
  EXPECT_THAT(record.told, ElementsAre("lost, handed"));
}

TEST_F(ClientDriverTest, RefusedChallengeAborts) {
  options_.session.authmethods = {"ticket"};
  options_.session.authid = "joe";
  Connect();
  Deliver({R"([4,"ticket",{}])"});
  EXPECT_THAT(session_.told, ElementsAre("challenge ticket"));
  EXPECT_TRUE(driver_
                  ->RefuseChallenge("wamp.error.cannot_authenticate",
                                    absl::InternalError("no secret"))
                  .ok());
  loop_.RunPosted();
  EXPECT_EQ(session_.lost.at(0).by, By::kRefused);
  EXPECT_THAT(transport_->written.back(),
              HasSubstr("wamp.error.cannot_authenticate"));
}

TEST_F(ClientDriverTest, SilentRouterIsPingedAndGivenUp) {
  Join();
  loop_.Advance(absl::Seconds(10));
  EXPECT_EQ(transport_->pings, 1);
  transport_->heard = 1;
  loop_.Advance(absl::Seconds(15));
  EXPECT_THAT(session_.lost, IsEmpty());
  loop_.Advance(absl::Seconds(15));
  EXPECT_THAT(LostWords(), HasSubstr("no sign of life for 15s"));
  EXPECT_EQ(transport_->resets, 1);
}

TEST_F(ClientDriverTest, RawSocketIsNotPingedUnlessAsked) {
  transport_ = std::make_shared<PlayedTransport>(true);
  Join();
  loop_.Advance(absl::Minutes(1));
  EXPECT_EQ(transport_->pings, 0);
  EXPECT_THAT(session_.lost, IsEmpty());
}

TEST_F(ClientDriverTest, CancelledRequestIsToldNothingMore) {
  RequestRecord record;
  Join();
  const auto id = Call(&record);
  EXPECT_TRUE(driver_->Cancel(*id, wamp::CancelMode::kKillNoWait).ok());
  Deliver({R"([8,48,1,{},"wamp.error.canceled"])"});
  EXPECT_THAT(record.told, IsEmpty());
  EXPECT_EQ(driver_->late_answers(), 1u);
}

// What another thread's Cancel meets while the loop tells a progressive result
// is what this one meets from within it.
TEST_F(ClientDriverTest, CancelDuringAProgressiveResultGetsOneLastAnswer) {
  RequestRecord record;
  Join();
  const auto id = Call(&record);
  record.then = [&] {
    EXPECT_EQ(driver_->Cancel(*id, wamp::CancelMode::kKillNoWait).code(),
              absl::StatusCode::kNotFound);
  };
  Deliver({R"([50,1,{"progress":true}])", R"([50,1,{"progress":true}])"});
  EXPECT_THAT(record.told, ElementsAre("result and more", "result and more",
                                       "wamp.error.canceled"));
  Deliver({"[50,1,{}]"});
  EXPECT_EQ(record.told.size(), 3u);
}

TEST_F(ClientDriverTest, LossInTheSameReadStillPaysTheLastAnswer) {
  RequestRecord record;
  Join();
  const auto id = Call(&record);
  record.then = [&] {
    (void)driver_->Cancel(*id, wamp::CancelMode::kKillNoWait);
  };
  Deliver({R"([50,1,{"progress":true}])", R"([3,{},"wamp.close.killed"])"});
  EXPECT_EQ(session_.lost.at(0).by, By::kAbort);
  EXPECT_THAT(record.told, ElementsAre("result and more", "lost, handed"));
}

}  // namespace
}  // namespace wampbridge::transport
