// SPDX-License-Identifier: Apache-2.0
// Limits on what waits to be written, and who can tell that nothing of him was.
#include "wamp/session_fixture.h"

namespace wampbridge::wamp {
namespace {

class SessionTransmitTest : public SessionTest {
 protected:
  static SessionOptions RawSocket() {
    SessionOptions options = Options();
    options.framing = Framing::kRawSocket;
    return options;
  }
  std::vector<Handed> LostRequests() {
    std::vector<Handed> handed;
    for (const SessionEvent& event : Events()) {
      if (const auto* lost = std::get_if<RequestLost>(&event)) {
        handed.push_back(lost->handed);
      }
    }
    return handed;
  }
  // What one Call() adds to transmit_bytes().
  size_t CallBytes() {
    const size_t before = session().transmit_bytes();
    Call();
    return session().transmit_bytes() - before;
  }
};

TEST_F(SessionTransmitTest, RequestIsHandedOnceItsFirstOctetIs) {
  Establish(RawSocket());
  const size_t bytes = CallBytes();
  Call();
  Call();
  session().ConsumeTransmit(bytes + 1);
  session().HandleConnectionLost(absl::UnavailableError("reset"));
  EXPECT_EQ(LostRequests(),
            (std::vector{Handed::kYes, Handed::kYes, Handed::kNo}));
  EXPECT_EQ(session().transmit_bytes(), 0u);
}

TEST_F(SessionTransmitTest, NothingHandedMeansNo) {
  Establish(RawSocket());
  Call();
  session().HandleConnectionLost(absl::UnavailableError("reset"));
  EXPECT_EQ(LostRequests(), (std::vector{Handed::kNo}));
}

TEST_F(SessionTransmitTest, MessageFramingHandsWholeMessages) {
  Establish();
  Call();
  Call();
  session().ConsumeTransmit(session().PollTransmit().size());
  session().HandleConnectionLost(absl::UnavailableError("reset"));
  EXPECT_EQ(LostRequests(), (std::vector{Handed::kYes, Handed::kNo}));
}

// A request that was called not handed must not go out with the ABORT.
TEST_F(SessionTransmitTest, WhatIsLostUnhandedIsNotWrittenBeforeTheFarewell) {
  Establish();
  Call();
  Give(Result{.request = RequestId{99}});
  EXPECT_EQ(LostRequests(), (std::vector{Handed::kNo}));
  SentOne<Abort>();

  Establish();
  Call();
  Give(Goodbye{.reason = "wamp.close.system_shutdown"});
  EXPECT_EQ(LostRequests(), (std::vector{Handed::kNo}));
  SentOne<Goodbye>();
}

TEST_F(SessionTransmitTest, BegunMessageIsFinishedBeforeTheFarewell) {
  Establish(RawSocket());
  const size_t bytes = CallBytes();
  Call();
  const std::string first(session().PollTransmit().substr(0, bytes));
  session().ConsumeTransmit(10);
  Give(Result{.request = RequestId{99}});
  EXPECT_EQ(LostRequests(), (std::vector{Handed::kYes, Handed::kNo}));
  EXPECT_EQ(session().PollTransmit().substr(0, bytes - 10), first.substr(10));
  session().ConsumeTransmit(bytes - 10);
  SentOne<Abort>();
}

TEST_F(SessionTransmitTest, RequestsWrittenBeforeLeavingStayWritten) {
  Establish();
  Call();
  ASSERT_TRUE(session().Leave("wamp.close.close_realm", now).ok());
  const std::vector<Message> sent = Sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(TypeOf(sent[0]), MessageType::kCall);
  EXPECT_EQ(TypeOf(sent[1]), MessageType::kGoodbye);
  Give(Goodbye{.reason = "wamp.close.normal"});
  EXPECT_EQ(LostRequests(), (std::vector{Handed::kYes}));
}

TEST_F(SessionTransmitTest, FullBufferRefusesAndGivesNoId) {
  SessionOptions options = Options();
  options.transmit_bytes_max = 200;
  Establish(options);
  RequestId last;
  absl::Status refused;
  while (refused.ok()) {
    const auto id = session().Call(EncodedCall(), nullptr);
    refused = id.status();
    if (id.ok()) last = *id;
    ASSERT_LE(session().transmit_bytes(), 200u);
  }
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_NE(refused.message().find("write buffer is full"),
            absl::string_view::npos);
  EXPECT_NE(refused.message().find("the limit is 200"),
            absl::string_view::npos);
  EXPECT_EQ(session().pending_requests(), last.value);
  EXPECT_EQ(Sent().size(), last.value);
  EXPECT_EQ(Call(), RequestId{last.value + 1});
}

TEST_F(SessionTransmitTest, AnyMessageThePeerTakesGoesIntoAnEmptyBuffer) {
  SessionOptions options = Options();
  options.transmit_bytes_max = 10;
  Establish(options);
  EXPECT_EQ(Call(), RequestId{1});
  EXPECT_EQ(session().Call(EncodedCall(), nullptr).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(session().Unsubscribe(SubscriptionId{1}, nullptr).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(SessionTransmitTest, CancelPassesAFullBuffer) {
  SessionOptions options = Options();
  options.transmit_bytes_max = 10;
  Establish(options);
  ASSERT_TRUE(session().Cancel(Call(), CancelMode::kKill).ok());
  EXPECT_EQ(Sent().size(), 2u);
}

TEST_F(SessionTransmitTest, LargestMessageOfThePeerPassesAndOneMoreIsRefused) {
  Establish();
  const size_t empty = CallBytes();  // [48,1,{},"com.procedure"]
  const auto args = [](size_t bytes) {
    return "[\"" + std::string(bytes, 'x') + "\"]";  // and its comma: 5 more
  };
  SessionOptions options = Options();
  options.message_bytes_max = 2000;
  Establish(options);
  const size_t fits = 2000 - empty - 5;
  EXPECT_TRUE(session().Call(EncodedCall({}, args(fits)), nullptr).ok());
  EXPECT_EQ(session().transmit_bytes(), 2000u);
  const auto refused =
      session().Call(EncodedCall({}, args(fits + 1)), nullptr).status();
  EXPECT_EQ(refused,
            absl::ResourceExhaustedError(
                "the message has 2001 octets; the router takes at most 2000"));
  EXPECT_EQ(Sent().size(), 1u);
  EXPECT_EQ(Call(), RequestId{2});
}

TEST_F(SessionTransmitTest, RawSocketCarriesNoMoreThanItsFrame) {
  SessionOptions options = RawSocket();
  options.message_bytes_max = 32 << 20;
  options.transmit_bytes_max = 64 << 20;
  Establish(options);
  const std::string args = "[\"" + std::string(16 << 20, 'x') + "\"]";
  EXPECT_EQ(session().Call(EncodedCall({}, args), nullptr).status().code(),
            absl::StatusCode::kResourceExhausted);
  ExpectQuiet();
}

}  // namespace
}  // namespace wampbridge::wamp
