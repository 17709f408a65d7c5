// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "wamp/router/dealer.h"
#include "wamp/router/dealer_fixture.h"
#include "wamp/router/test_peer.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

constexpr char kChunks[] = "progressive_call_invocations";

// Progressive call invocations: a call that comes in chunks.
class DealerChunksTest : public DealerTest {
 protected:
  // What a callee was sent: the invocation's id, details and args.
  struct Got {
    uint64_t invocation = 0;
    bool progress = false;
    std::string args;
    wamp::Dict details;
  };
  static Got Take(TestPeer& peer) {
    auto invocation = peer.sink.Take<wamp::Invocation>();
    return {.invocation = invocation.request.value,
            .progress = invocation.details.IsTrue("progress"),
            .args = std::string(invocation.payload.args),
            .details = std::move(invocation.details)};
  }

  const std::vector<std::string> features_ = {
      kChunks, "progressive_call_results", "call_canceling"};
  TestPeer sender_{{.session = 10, .authid = "sue", .features = features_}};
  TestPeer taker_{{.session = 11, .features = features_}};
};

TEST_F(DealerChunksTest, ChunksContinueOneInvocation) {
  Register(taker_, "com.add");
  Call(sender_, 7, {{"progress", true}}, "com.add", "[1]");
  EXPECT_TRUE(Chunk(sender_, 7, {{"progress", true}}, "[2]").ok());
  EXPECT_TRUE(Chunk(sender_, 7, {}, "[3]").ok());
  for (const char* args : {"[1]", "[2]", "[3]"}) {
    const Got got = Take(taker_);
    EXPECT_EQ(got.invocation, 1u);
    EXPECT_EQ(got.args, args);
    EXPECT_EQ(got.progress, got.args != "[3]");
  }
  EXPECT_TRUE(Yield(taker_, 1, {}, "[6]").ok());
  EXPECT_EQ(sender_.sink.Take<wamp::Result>().request.value, 7u);
  Call(sender_, 8);
  EXPECT_EQ(Take(taker_).invocation, 2u);
}

TEST_F(DealerChunksTest, ResultsAndChunksMix) {
  Register(taker_, "com.add");
  Call(sender_, 7, {{"progress", true}, {"receive_progress", true}});
  EXPECT_TRUE(Yield(taker_, 1, {{"progress", true}}, "[1]").ok());
  EXPECT_EQ(sender_.sink.Take<wamp::Result>().payload.args, "[1]");
  EXPECT_TRUE(Chunk(sender_, 7, {}).ok());
  EXPECT_TRUE(Yield(taker_, 1, {}, "[2]").ok());
  EXPECT_EQ(sender_.sink.Take<wamp::Result>().payload.args, "[2]");
}

TEST_F(DealerChunksTest, OptionsOfTheFirstHoldForAll) {
  Register(taker_, "com", {{"match", "prefix"}});
  Call(sender_, 7,
       {{"progress", true}, {"disclose_me", true}, {"receive_progress", true}});
  EXPECT_TRUE(Chunk(sender_, 7, {{"progress", true}}).ok());
  EXPECT_TRUE(Chunk(sender_, 7, {{"timeout", 5}}).ok());
  const Got first = Take(taker_), second = Take(taker_);
  Got last = Take(taker_);
  EXPECT_EQ(*first.details.FindInt("caller"), 10);
  EXPECT_EQ(first.details.TextAt("procedure"), "com.add");
  EXPECT_EQ(second.details, first.details);
  last.details.Set("progress", true);
  EXPECT_EQ(last.details, first.details) << "but for progress";
  EXPECT_EQ(dealer_.PollTimeout(), std::nullopt);
}

TEST_F(DealerChunksTest, SharedRegistrationKeepsToTheFirstCallee) {
  TestPeer other({.session = 12, .features = features_});
  Register(taker_, "com.add", {{"invoke", "roundrobin"}});
  Register(other, "com.add", {{"invoke", "roundrobin"}});
  Call(sender_, 7, {{"progress", true}});
  Call(sender_, 8, {{"progress", true}});
  EXPECT_TRUE(Chunk(sender_, 7, {}, "[7]").ok());
  EXPECT_TRUE(Chunk(sender_, 8, {}, "[8]").ok());
  Take(taker_);
  EXPECT_EQ(Take(taker_).args, "[7]");
  Take(other);
  EXPECT_EQ(Take(other).args, "[8]");
}

TEST_F(DealerChunksTest, CalleeThatCannotTakeThemIsAnErrorToTheCaller) {
  TestPeer no_cancel({.session = 12, .features = {kChunks}});
  TestPeer* callees[] = {&plain_, &callee_, &no_cancel};
  uint64_t request = 0;
  for (TestPeer* callee : callees) {
    const std::string procedure = "com.add" + std::to_string(++request);
    Register(*callee, procedure);
    Call(sender_, request, {{"progress", true}}, procedure);
    EXPECT_EQ(sender_.sink.Take<wamp::Error>().error, kFeatureNotSupported);
    EXPECT_TRUE(callee->sink.empty());
    EXPECT_TRUE(Chunk(sender_, request, {}).ok()) << "the next was on its way";
    EXPECT_TRUE(sender_.sink.empty());
  }
}

TEST_F(DealerChunksTest, CallerThatDidNotAnnounceThemViolates) {
  Register(taker_, "com.add");
  EXPECT_FALSE(dealer_
                   .HandleCall(caller_.peer,
                               {.request = {1},
                                .options = {{"progress", true}},
                                .procedure = "com.add"},
                               now_)
                   .ok());
  EXPECT_FALSE(Chunk(caller_, 1, {}).ok());
  EXPECT_TRUE(taker_.sink.empty());
}

TEST_F(DealerChunksTest, UsedIdOfAPlainCallIsAViolation) {
  Register(taker_, "com.add");
  Call(sender_, 7);
  EXPECT_FALSE(Chunk(sender_, 7, {{"progress", true}}).ok());
  Call(sender_, 8, {{"progress", true}});
  EXPECT_TRUE(Chunk(sender_, 8, {}).ok());
  EXPECT_FALSE(Chunk(sender_, 8, {}).ok()) << "the last chunk has come";
}

TEST_F(DealerChunksTest, ChunksAfterTheEndAreDropped) {
  Register(taker_, "com.add");
  const auto late = [&](uint64_t request) {
    taker_.sink.Clear();
    sender_.sink.Clear();
    EXPECT_TRUE(Chunk(sender_, request, {{"progress", true}}).ok());
    EXPECT_TRUE(Chunk(sender_, request, {}).ok());
    EXPECT_TRUE(taker_.sink.empty());
    EXPECT_TRUE(sender_.sink.empty());
  };
  Call(sender_, 1, {{"progress", true}});
  EXPECT_TRUE(Yield(taker_, 1).ok());
  late(1);
  Call(sender_, 2, {{"progress", true}});
  EXPECT_TRUE(Error(taker_, 2, "com.error.enough").ok());
  late(2);
  Call(sender_, 3, {{"progress", true}});
  EXPECT_TRUE(Cancel(sender_, 3, "killnowait").ok());
  late(3);
  Call(sender_, 4, {{"progress", true}, {"timeout", 1}});
  dealer_.HandleTimeout(now_ + absl::Milliseconds(1));
  late(4);
  late(99);
}

TEST_F(DealerChunksTest, ChunksForAnInterruptedCalleeAreDropped) {
  Register(taker_, "com.add");
  Call(sender_, 7, {{"progress", true}});
  Take(taker_);
  EXPECT_TRUE(Cancel(sender_, 7, "kill").ok());
  taker_.sink.Take<wamp::Interrupt>();
  EXPECT_TRUE(Chunk(sender_, 7, {}).ok());
  EXPECT_TRUE(taker_.sink.empty());
  EXPECT_TRUE(Error(taker_, 1, "wamp.error.canceled").ok());
  EXPECT_EQ(sender_.sink.Take<wamp::Error>().error, kCanceled);
}

TEST_F(DealerChunksTest, ChunkThatTheCalleeCannotGetEndsTheCall) {
  Register(taker_, "com.add");
  Call(sender_, 7, {{"progress", true}});
  Take(taker_);
  taker_.sink.set_message_bytes_max(100);
  EXPECT_TRUE(Chunk(sender_, 7, {{"progress", true}},
                    "[\"" + std::string(300, 'x') + "\"]")
                  .ok());
  EXPECT_EQ(sender_.sink.Take<wamp::Error>().error, kPayloadSizeExceeded);
  taker_.sink.Take<wamp::Interrupt>();
}

TEST_F(DealerChunksTest, EitherSideThatIsGoneEndsTheCall) {
  auto caller = std::make_unique<TestPeer>(
      TestPeerOptions{.session = 20, .features = features_});
  auto callee = std::make_unique<TestPeer>(
      TestPeerOptions{.session = 21, .features = features_});
  Register(taker_, "com.add");
  Register(*callee, "com.other");
  Call(*caller, 1, {{"progress", true}});
  Take(taker_);
  dealer_.HandlePeerGone(caller->peer);
  EXPECT_EQ(taker_.sink.Take<wamp::Interrupt>().options.TextAt("mode"),
            "killnowait");
  Call(sender_, 1, {{"progress", true}}, "com.other");
  dealer_.HandlePeerGone(callee->peer);
  EXPECT_EQ(sender_.sink.Take<wamp::Error>().error, kCanceled);
  EXPECT_TRUE(Chunk(sender_, 1, {}).ok());
}

TEST_F(DealerChunksTest, SessionThatDrawsItsIdsContinuesAnOpenCall) {
  Register(taker_, "com.add");
  Call(sender_, 77777, {{"progress", true}});
  Call(sender_, 77777, {}, "com.add", "[9]");
  EXPECT_TRUE(Take(taker_).progress);
  const Got last = Take(taker_);
  EXPECT_FALSE(last.progress);
  EXPECT_EQ(last.args, "[9]");
}

TEST_F(DealerChunksTest, ChunksCrossSerializers) {
  TestPeer cbor({.session = 12,
                 .serializer = wamp::Serializer::kCbor,
                 .features = features_});
  Register(cbor, "com.add");
  Call(sender_, 7, {{"progress", true}}, "com.add", "[1.5]");
  EXPECT_TRUE(Chunk(sender_, 7, {}, "[{\"a\":null}]").ok());
  EXPECT_EQ(cbor.Decode(Take(cbor).args), "[1.5]");
  EXPECT_EQ(cbor.Decode(Take(cbor).args), "[{\"a\":null}]");
}

}  // namespace
}  // namespace wampbridge::router
