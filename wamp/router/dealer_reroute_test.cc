// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "wamp/router/dealer.h"
#include "wamp/router/dealer_fixture.h"
#include "wamp/router/test_peer.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

// A callee's wamp.error.unavailable, which takes a call to the next one.
class DealerRerouteTest : public DealerTest {
 protected:
  void RegisterAll(const std::string& invoke) {
    for (TestPeer& peer : peers_) {
      Register(peer, "com.add", {{"invoke", invoke}});
    }
  }
  // Which one holds an invocation, and takes it from it.
  int Asked() {
    int found = -1;
    for (int at = 0; at < 3; ++at) {
      if (peers_[at].sink.empty()) continue;
      EXPECT_EQ(found, -1) << "two callees were asked";
      found = at;
      ids_of_[at] = peers_[at].sink.Take<wamp::Invocation>().request.value;
    }
    return found;
  }
  void SayUnavailable(int at) {
    EXPECT_TRUE(Error(peers_[at], ids_of_[at], std::string(kUnavailable)).ok());
  }

  const std::vector<std::string> features_ = {
      "call_reroute", "progressive_call_results", "call_canceling",
      "progressive_call_invocations"};
  TestPeer peers_[3] = {TestPeer({.session = 10, .features = features_}),
                        TestPeer({.session = 11, .features = features_}),
                        TestPeer({.session = 12, .features = features_})};
  uint64_t ids_of_[3] = {};
};

TEST_F(DealerRerouteTest, NextOneByPolicyIsAskedUntilNobodyIsLeft) {
  const struct {
    const char* invoke;
    std::vector<int> expected;
  } kCases[] = {
      {"first", {0, 1, 2}}, {"last", {2, 1, 0}}, {"roundrobin", {0, 1, 2}}};
  uint64_t request = 0;
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.invoke);
    RegisterAll(test.invoke);
    Call(caller_, ++request, {}, "com.add", "[2,  3]");
    for (const int at : test.expected) {
      ASSERT_EQ(Asked(), at);
      EXPECT_TRUE(caller_.sink.empty());
      SayUnavailable(at);
    }
    EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kNoAvailableCallee);
    EXPECT_EQ(Asked(), -1);
    for (TestPeer& peer : peers_) dealer_.HandlePeerGone(peer.peer);
  }
}

TEST_F(DealerRerouteTest, RandomNeverAsksTheSameTwice) {
  RegisterAll("random");
  Call(caller_, 1);
  int asked = 0;
  for (int at = Asked(); at != -1; at = Asked(), ++asked) SayUnavailable(at);
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kNoAvailableCallee);
}

TEST_F(DealerRerouteTest, NextCalleeGetsTheSameCall) {
  RegisterAll("first");
  Call(caller_, 7, {{"disclose_me", true}, {"receive_progress", true}},
       "com.add", "[2,  3]");
  const auto first = peers_[0].sink.Take<wamp::Invocation>();
  const wamp::Dict details = first.details;
  ids_of_[0] = first.request.value;
  SayUnavailable(0);
  const auto second = peers_[1].sink.Take<wamp::Invocation>();
  EXPECT_EQ(second.payload.args, "[2,  3]");
  EXPECT_EQ(second.details, details);
  EXPECT_TRUE(Yield(peers_[1], 1).ok());
  EXPECT_EQ(caller_.sink.Take<wamp::Result>().request.value, 7u);
}

TEST_F(DealerRerouteTest, TimeoutRunsFromTheFirstCallee) {
  RegisterAll("first");
  Call(caller_, 7, {{"timeout", 1000}});
  const absl::Time due = now_ + absl::Seconds(1);
  now_ += absl::Milliseconds(600);
  SayUnavailable(Asked());
  Asked();
  EXPECT_EQ(dealer_.PollTimeout(), due);
  dealer_.HandleTimeout(due);
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kTimeout);
}

TEST_F(DealerRerouteTest, SingleRegistrationHasNobodyElse) {
  Register(peers_[0], "com.add");
  Call(caller_, 7);
  SayUnavailable(Asked());
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kNoAvailableCallee);
}

TEST_F(DealerRerouteTest, CalleeThatDidNotAnnounceItIsTakenAtItsWord) {
  Register(callee_, "com.add", {{"invoke", "first"}});
  Register(peers_[1], "com.add", {{"invoke", "first"}});
  Call(caller_, 7);
  EXPECT_TRUE(Error(callee_, 1, std::string(kUnavailable)).ok());
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kUnavailable);
  EXPECT_EQ(Asked(), -1);
}

TEST_F(DealerRerouteTest, CalleeThatCameMeanwhileIsAsked) {
  Register(peers_[0], "com.add", {{"invoke", "first"}});
  Call(caller_, 7);
  Register(plain_, "com.add", {{"invoke", "first"}});  // told nothing yet
  EXPECT_EQ(Asked(), 0);
  SayUnavailable(0);
  plain_.sink.Take<wamp::Invocation>();
}

TEST_F(DealerRerouteTest, CallWhoseCallersHeardOfTheCalleeStays) {
  RegisterAll("first");
  Call(caller_, 7, {{"receive_progress", true}});
  EXPECT_EQ(Asked(), 0);
  EXPECT_TRUE(Yield(peers_[0], 1, {{"progress", true}}).ok());
  caller_.sink.Take<wamp::Result>();
  SayUnavailable(0);
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kNoAvailableCallee);
  EXPECT_EQ(Asked(), -1);
}

TEST_F(DealerRerouteTest, ProgressiveInvocationStaysWithItsCallee) {
  RegisterAll("first");
  TestPeer sender({.session = 20, .features = features_});
  Call(sender, 7, {{"progress", true}});
  SayUnavailable(Asked());
  EXPECT_EQ(sender.sink.Take<wamp::Error>().error, kNoAvailableCallee);
  EXPECT_EQ(Asked(), -1);
}

TEST_F(DealerRerouteTest, CanceledCallGoesToNobodyElse) {
  RegisterAll("first");
  Call(caller_, 7);
  EXPECT_EQ(Asked(), 0);
  EXPECT_TRUE(Cancel(caller_, 7, "kill").ok());
  peers_[0].sink.Take<wamp::Interrupt>();
  SayUnavailable(0);
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kCanceled);
  EXPECT_EQ(Asked(), -1);
}

TEST_F(DealerRerouteTest, CallTooLargeToKeepHasOneCallee) {
  RegisterAll("first");
  peers_[0].sink.set_message_bytes_max(Dealer::kKeptBytesMax * 2);
  Call(caller_, 7, {}, "com.add",
       "[\"" + std::string(Dealer::kKeptBytesMax, 'x') + "\"]");
  EXPECT_EQ(Asked(), 0);
  SayUnavailable(0);
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kNoAvailableCallee);
}

}  // namespace
}  // namespace wampbridge::router
