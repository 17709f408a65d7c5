// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/dealer.h"

#include <cstdint>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "wamp/router/dealer_fixture.h"
#include "wamp/router/test_peer.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

using wamp::Serializer;

TEST_F(DealerTest, CallIsInvokedAndItsYieldIsTheResult) {
  Register(callee_, "com.add");
  Call(caller_, 7, {}, "com.add", "[2,  3]");
  const auto invocation = callee_.sink.Take<wamp::Invocation>();
  EXPECT_EQ(invocation.request.value, 1u);
  EXPECT_TRUE(invocation.details.empty());
  EXPECT_EQ(invocation.payload.args, "[2,  3]") << "carried untouched";
  EXPECT_TRUE(Yield(callee_, 1).ok());
  const auto result = caller_.sink.Take<wamp::Result>();
  EXPECT_EQ(result.request.value, 7u);
  EXPECT_EQ(result.payload.args, "[5]");
}

TEST_F(DealerTest, CalleesErrorReachesTheCaller) {
  Register(callee_, "com.add");
  Call(caller_, 7);
  EXPECT_TRUE(Error(callee_, 1, "com.error.bad", "[\"no\"]").ok());
  const auto error = caller_.sink.Take<wamp::Error>();
  EXPECT_EQ(error.request_type, wamp::MessageType::kCall);
  EXPECT_EQ(error.request.value, 7u);
  EXPECT_EQ(error.error, "com.error.bad");
  EXPECT_EQ(error.payload.args, "[\"no\"]");
}

TEST_F(DealerTest, RefusedCallsSayWhy) {
  Call(caller_, 1, {}, "com.nothing");
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kNoSuchProcedure);
  Call(caller_, 2, {}, "com..nothing");
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kInvalidUri);
  TestPeer guest({.rules = {}});
  Call(guest, 1);
  EXPECT_EQ(guest.sink.Take<wamp::Error>().error, kNotAuthorized);
}

TEST_F(DealerTest, ExactGoesBeforeLongestPrefixBeforeWildcard) {
  TestPeer peers[] = {TestPeer({}), TestPeer({}), TestPeer({}), TestPeer({}),
                      TestPeer({})};
  Register(peers[0], "com.shop.add");
  Register(peers[1], "com", {{"match", "prefix"}});
  Register(peers[2], "com.shop", {{"match", "prefix"}});
  Register(peers[3], "org..add", {{"match", "wildcard"}});
  Register(peers[4], "org.shop.", {{"match", "wildcard"}});
  const struct {
    const char* procedure;
    int expected;
  } kCases[] = {{"com.shop.add", 0}, {"com.shop.sub", 2}, {"com.x", 1},
                {"org.bar.add", 3},  {"org.shop.add", 4}, {"org.shop.sub", 4}};
  uint64_t request = 0;
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.procedure);
    Call(caller_, ++request, {}, test.procedure);
    const auto invocation = peers[test.expected].sink.Take<wamp::Invocation>();
    EXPECT_EQ(invocation.details.Find("procedure") != nullptr,
              test.expected != 0);
  }
}

TEST_F(DealerTest, InvocationPolicyChoosesTheCallee) {
  TestPeer peers[] = {TestPeer({}), TestPeer({}), TestPeer({})};
  const struct {
    const char* policy;
    std::string expected;
  } kCases[] = {{"roundrobin", "0120"}, {"first", "0000"}, {"last", "2222"}};
  uint64_t request = 0;
  for (const auto& test : kCases) {
    const std::string procedure = std::string("com.") + test.policy;
    for (TestPeer& peer : peers) {
      Register(peer, procedure, {{"invoke", test.policy}});
    }
    std::string chosen;
    for (int i = 0; i < 4; ++i) {
      Call(caller_, ++request, {}, procedure);
      for (int at = 0; at < 3; ++at) {
        if (!peers[at].sink.empty()) chosen += std::to_string(at);
        peers[at].sink.Clear();
      }
    }
    EXPECT_EQ(chosen, test.expected) << test.policy;
  }
}

TEST_F(DealerTest, SecondRegistrationIsRefusedUnlessShared) {
  const auto refused = [&](TestPeer& peer, const char* procedure,
                           const char* invoke) {
    dealer_.HandleRegister(peer.peer,
                           {.request = {1},
                            .options = {{"invoke", invoke}},
                            .procedure = procedure},
                           now_);
    return peer.sink.Take<wamp::Error>().error;
  };
  Register(callee_, "com.single");
  EXPECT_EQ(refused(caller_, "com.single", "single"), kProcedureAlreadyExists);
  Register(callee_, "com.shared", {{"invoke", "first"}});
  EXPECT_EQ(refused(caller_, "com.shared", "last"), kProcedureAlreadyExists);
  EXPECT_EQ(refused(callee_, "com.shared", "first"), kProcedureAlreadyExists);
  EXPECT_EQ(refused(caller_, "com.x", "best"), kInvalidArgument);
  EXPECT_EQ(refused(caller_, "wamp.x", "single"), kInvalidUri);
}

TEST_F(DealerTest, UnregisteredProcedureIsGoneAndMayBeTaken) {
  dealer_.HandleRegister(callee_.peer, {.request = {1}, .procedure = "com.add"},
                         now_);
  const auto id = callee_.sink.Take<wamp::Registered>().registration;
  dealer_.HandleUnregister(caller_.peer, {.request = {1}, .registration = id});
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kNoSuchRegistration);
  Call(caller_, 1);
  callee_.sink.Take<wamp::Invocation>();
  dealer_.HandleUnregister(callee_.peer, {.request = {2}, .registration = id});
  callee_.sink.Take<wamp::Unregistered>();
  Register(plain_, "com.add");
  EXPECT_TRUE(Yield(callee_, 1).ok()) << "what was invoked is still answered";
  caller_.sink.Take<wamp::Result>();
}

TEST_F(DealerTest, ProgressiveResultsComeBeforeTheFinalOne) {
  Register(callee_, "com.add");
  Call(caller_, 7, {{"receive_progress", true}});
  EXPECT_NE(
      callee_.sink.Take<wamp::Invocation>().details.Find("receive_progress"),
      nullptr);
  EXPECT_TRUE(Yield(callee_, 1, {{"progress", true}}, "[1]").ok());
  EXPECT_TRUE(Yield(callee_, 1, {{"progress", true}}, "[2]").ok());
  EXPECT_TRUE(Yield(callee_, 1).ok());
  for (const char* args : {"[1]", "[2]"}) {
    const auto result = caller_.sink.Take<wamp::Result>();
    EXPECT_TRUE(*result.details.Find("progress")->AsBool());
    EXPECT_EQ(result.payload.args, args);
  }
  EXPECT_EQ(caller_.sink.Take<wamp::Result>().details.Find("progress"),
            nullptr);
}

TEST_F(DealerTest, ProgressIsNotAskedOfACalleeThatDoesNotKnowIt) {
  Register(plain_, "com.add");
  Call(caller_, 7, {{"receive_progress", true}});
  EXPECT_TRUE(plain_.sink.Take<wamp::Invocation>().details.empty());
  EXPECT_FALSE(Yield(plain_, 1, {{"progress", true}}).ok());
  EXPECT_TRUE(Yield(plain_, 1).ok());
  caller_.sink.Take<wamp::Result>();
}

TEST_F(DealerTest, CancelKillWaitsForTheCalleesAnswer) {
  Register(callee_, "com.add");
  Call(caller_, 7);
  callee_.sink.Take<wamp::Invocation>();
  EXPECT_TRUE(Cancel(caller_, 7, "kill").ok());
  EXPECT_TRUE(Cancel(caller_, 7, "kill").ok());
  const auto interrupt = callee_.sink.Take<wamp::Interrupt>();
  EXPECT_EQ(interrupt.request.value, 1u);
  EXPECT_EQ(*interrupt.options.Find("mode")->AsString(), "kill");
  EXPECT_TRUE(callee_.sink.empty()) << "interrupted once";
  EXPECT_TRUE(caller_.sink.empty());
  EXPECT_TRUE(Yield(callee_, 1).ok());
  caller_.sink.Take<wamp::Result>();
}

TEST_F(DealerTest, CancelKillNoWaitAnswersAtOnceAndInterrupts) {
  Register(callee_, "com.add");
  Call(caller_, 7);
  callee_.sink.Take<wamp::Invocation>();
  EXPECT_TRUE(dealer_.HandleCancel(caller_.peer, {.request = {7}}).ok());
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kCanceled);
  EXPECT_EQ(
      *callee_.sink.Take<wamp::Interrupt>().options.Find("mode")->AsString(),
      "killnowait");
  EXPECT_TRUE(Yield(callee_, 1).ok()) << "the answer crossed the interrupt";
  EXPECT_TRUE(caller_.sink.empty());
}

TEST_F(DealerTest, CancelSkipLeavesTheCalleeAlone) {
  Register(callee_, "com.add");
  Call(caller_, 7);
  callee_.sink.Take<wamp::Invocation>();
  EXPECT_TRUE(Cancel(caller_, 7, "skip").ok());
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kCanceled);
  EXPECT_TRUE(callee_.sink.empty());
  EXPECT_TRUE(Yield(callee_, 1).ok());
  EXPECT_TRUE(caller_.sink.empty()) << "the late answer is nobody's";
}

TEST_F(DealerTest, CancelSkipsACalleeThatCannotBeInterrupted) {
  Register(plain_, "com.add");
  Call(caller_, 7);
  plain_.sink.Take<wamp::Invocation>();
  EXPECT_TRUE(Cancel(caller_, 7, "kill").ok());
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kCanceled);
  EXPECT_TRUE(plain_.sink.empty());
}

TEST_F(DealerTest, CancelThatGoesFurtherEndsAKilledCall) {
  Register(callee_, "com.add");
  Call(caller_, 7);
  callee_.sink.Take<wamp::Invocation>();
  EXPECT_TRUE(Cancel(caller_, 7, "kill").ok());
  callee_.sink.Take<wamp::Interrupt>();
  EXPECT_TRUE(Cancel(caller_, 7, "skip").ok());
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kCanceled);
  EXPECT_TRUE(Error(callee_, 1, "wamp.error.canceled").ok());
  EXPECT_TRUE(caller_.sink.empty());
}

TEST_F(DealerTest, KilledCallEndsWithTheCalleesError) {
  Register(callee_, "com.add");
  Call(caller_, 7);
  EXPECT_TRUE(Cancel(caller_, 7, "kill").ok());
  EXPECT_TRUE(Error(callee_, 1, "com.error.stopped").ok());
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, "com.error.stopped");
}

TEST_F(DealerTest, CancelOfAnAnsweredCallDoesNothing) {
  EXPECT_TRUE(Cancel(caller_, 7, "kill").ok());
  EXPECT_FALSE(Cancel(caller_, 7, "gently").ok());
  EXPECT_TRUE(caller_.sink.empty());
}

TEST_F(DealerTest, CallerThatIsGoneInterruptsItsCallee) {
  Register(callee_, "com.add");
  auto gone = std::make_unique<TestPeer>(TestPeerOptions{.session = 9});
  Call(*gone, 1);
  callee_.sink.Take<wamp::Invocation>();
  dealer_.HandlePeerGone(gone->peer);
  gone.reset();
  EXPECT_EQ(callee_.sink.Take<wamp::Interrupt>().request.value, 1u);
  EXPECT_TRUE(Yield(callee_, 1).ok());
}

TEST_F(DealerTest, CalleeThatIsGoneCancelsItsCalls) {
  auto gone = std::make_unique<TestPeer>(TestPeerOptions{.session = 9});
  Register(*gone, "com.add");
  Call(caller_, 1);
  dealer_.HandlePeerGone(gone->peer);
  gone.reset();
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kCanceled);
  Call(caller_, 2);
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kNoSuchProcedure);
}

TEST_F(DealerTest, CallIsEndedAtItsTimeout) {
  Register(callee_, "com.add");
  Call(caller_, 7, {{"timeout", 1500}});
  EXPECT_EQ(callee_.sink.Take<wamp::Invocation>().details.Find("timeout"),
            nullptr);
  ASSERT_EQ(dealer_.PollTimeout(), now_ + absl::Milliseconds(1500));
  dealer_.HandleTimeout(now_ + absl::Milliseconds(1499));
  EXPECT_TRUE(caller_.sink.empty());
  dealer_.HandleTimeout(now_ + absl::Milliseconds(1500));
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kTimeout);
  callee_.sink.Take<wamp::Interrupt>();
  EXPECT_EQ(dealer_.PollTimeout(), std::nullopt);
}

TEST_F(DealerTest, TimeoutSkipsACalleeThatCannotBeInterrupted) {
  Register(plain_, "com.add");
  Call(caller_, 7, {{"timeout", 1}});
  plain_.sink.Take<wamp::Invocation>();
  dealer_.HandleTimeout(now_ + absl::Milliseconds(1));
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kTimeout);
  EXPECT_TRUE(plain_.sink.empty());
  EXPECT_TRUE(Yield(plain_, 1).ok());
  EXPECT_TRUE(caller_.sink.empty()) << "the late answer is nobody's";
}

TEST_F(DealerTest, TimeoutOfZeroIsNone) {
  Register(callee_, "com.add");
  Call(caller_, 7, {{"timeout", 0}});
  EXPECT_EQ(dealer_.PollTimeout(), std::nullopt);
}

TEST_F(DealerTest, TimeoutEndsACallThatWaitsForItsKilledCallee) {
  Register(callee_, "com.add");
  Call(caller_, 7, {{"timeout", 1000}});
  EXPECT_TRUE(Cancel(caller_, 7, "kill").ok());
  dealer_.HandleTimeout(now_ + absl::Seconds(1));
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kTimeout);
}

TEST_F(DealerTest, TimeoutBoundsEachGapOfProgressiveResults) {
  Register(callee_, "com.add");
  Call(caller_, 7, {{"timeout", 1000}, {"receive_progress", true}});
  now_ += absl::Milliseconds(900);
  EXPECT_TRUE(Yield(callee_, 1, {{"progress", true}}).ok());
  EXPECT_EQ(dealer_.PollTimeout(), now_ + absl::Seconds(1));
}

TEST_F(DealerTest, TimeoutIsForwardedToACalleeThatWantsIt) {
  Register(callee_, "com.add", {{"forward_timeout", true}});
  Call(caller_, 7, {{"timeout", 1500}});
  EXPECT_EQ(
      *callee_.sink.Take<wamp::Invocation>().details.Find("timeout")->AsInt(),
      1500);
  EXPECT_EQ(dealer_.PollTimeout(), std::nullopt);
}

TEST_F(DealerTest, CallerIsToldWhenItOrItsRoleDiscloses) {
  Register(callee_, "com.add");
  Call(caller_, 1, {{"disclose_me", true}});
  const auto by_wish = callee_.sink.Take<wamp::Invocation>();
  EXPECT_EQ(*by_wish.details.Find("caller")->AsInt(), 2);
  EXPECT_EQ(*by_wish.details.Find("caller_authid")->AsString(), "ann");
  EXPECT_EQ(*by_wish.details.Find("caller_authrole")->AsString(), "office");
  TestPeer open(
      {.session = 8,
       .rules = {
           {.uri = "com.add", .allow = {Action::kCall}, .disclose = true}}});
  Call(open, 1);
  EXPECT_EQ(
      *callee_.sink.Take<wamp::Invocation>().details.Find("caller")->AsInt(),
      8);
}

TEST_F(DealerTest, PayloadCrossesSerializersBothWays) {
  TestPeer cbor({.session = 5, .serializer = Serializer::kCbor});
  TestPeer msgpack({.session = 6, .serializer = Serializer::kMsgpack});
  Register(cbor, "com.add");
  Call(msgpack, 1, {}, "com.add", "[{\"a\":1.5},-1]");
  EXPECT_EQ(cbor.Decode(cbor.sink.Take<wamp::Invocation>().payload.args),
            "[{\"a\":1.5},-1]");
  EXPECT_TRUE(Yield(cbor, 1, {}, "[\"x\"]").ok());
  EXPECT_EQ(msgpack.Decode(msgpack.sink.Take<wamp::Result>().payload.args),
            "[\"x\"]");
}

TEST_F(DealerTest, ResultThatTheCallerCannotGetIsAnErrorToIt) {
  TestPeer cbor({.session = 5, .serializer = Serializer::kCbor});
  Register(cbor, "com.nan");
  Call(caller_, 1, {}, "com.nan");
  const std::string nan("\x81\xf9\x7e\x00", 4);
  EXPECT_TRUE(dealer_
                  .HandleYield(cbor.peer,
                               {.request = {1}, .payload = {.args = nan}}, now_)
                  .ok());
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kInvalidArgument);
  Register(callee_, "com.add");
  Call(caller_, 2);
  caller_.sink.set_message_bytes_max(300);
  EXPECT_TRUE(
      Yield(callee_, 1, {}, "[\"" + std::string(300, 'x') + "\"]").ok());
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kPayloadSizeExceeded);
}

TEST_F(DealerTest, InvocationThatTheCalleeCannotGetUsesNoId) {
  Register(callee_, "com.add");
  callee_.sink.set_message_bytes_max(100);
  Call(caller_, 1, {}, "com.add", "[\"" + std::string(300, 'x') + "\"]");
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kPayloadSizeExceeded);
  Call(caller_, 2);
  EXPECT_EQ(callee_.sink.Take<wamp::Invocation>().request.value, 1u);
}

TEST_F(DealerTest, AnswersToWhatWasNeverInvokedAreViolations) {
  EXPECT_FALSE(Yield(callee_, 1).ok());
  wamp::Error error{.request_type = wamp::MessageType::kInvocation,
                    .request = {1},
                    .error = "com.error"};
  EXPECT_FALSE(dealer_.HandleError(callee_.peer, error).ok());
  Register(callee_, "com.add");
  Call(caller_, 1);
  error.request_type = wamp::MessageType::kCall;
  EXPECT_FALSE(dealer_.HandleError(callee_.peer, error).ok());
  EXPECT_TRUE(caller_.sink.empty());
}

TEST_F(DealerTest, CalleesErrorThatIsNoUriBecomesOne) {
  Register(callee_, "com.add");
  Call(caller_, 1);
  EXPECT_TRUE(Error(callee_, 1, "not a uri").ok());
  EXPECT_EQ(caller_.sink.Take<wamp::Error>().error, kInvalidUri);
}

TEST_F(DealerTest, RequestIdOfAnOpenCallIsAViolation) {
  Register(callee_, "com.add");
  Call(caller_, 1);
  EXPECT_FALSE(dealer_
                   .HandleCall(caller_.peer,
                               {.request = {1}, .procedure = "com.add"}, now_)
                   .ok());
}

}  // namespace
}  // namespace wampbridge::router
