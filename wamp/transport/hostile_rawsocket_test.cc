// SPDX-License-Identifier: Apache-2.0
// A router that misbehaves on RawSocket once the handshake is done.
#include "wamp/transport/hostile_fixture.h"

namespace wampbridge::transport {
namespace {

using By = wamp::SessionLost::By;
using testing::HasSubstr;
using wamp::Handed;

class HostileRawSocketTest : public HostileRouterTest {};

TEST_F(HostileRawSocketTest, OctetsOneByOneMakeWholeMessages) {
  Dial("tcp");
  Accept().Read(4);
  const std::string octets = std::string("\x7F\xF1\0\0", 4) +
                             RawSocketFrame(0, kWelcome) +
                             RawSocketFrame(0, R"([50,1,{},[5]])");
  for (const char& octet :
       std::string_view(octets).substr(0, octets.size() - 1)) {
    router().Write(std::string_view(&octet, 1));
  }
  probe_.joined.Take();
  RequestProbe call;
  ASSERT_TRUE(Call(&call).ok());
  router().Write(octets.substr(octets.size() - 1));
  EXPECT_TRUE(call.answers.Take());
}

TEST_F(HostileRawSocketTest, CloseBetweenMessagesIsSaid) {
  JoinRawSocket();
  router().Close();
  EXPECT_EQ(TakeLossWords(), LossWords("the peer closed the connection"));
}

TEST_F(HostileRawSocketTest, CloseInTheMiddleOfAMessageIsSaid) {
  JoinRawSocket();
  router().Write(RawSocketFrame(0, R"([50,1,{},[5]])").substr(0, 9));
  router().Close();
  EXPECT_EQ(TakeLossWords(),
            LossWords("the peer closed the connection in the middle of a "
                      "message"));
}

TEST_F(HostileRawSocketTest, CloseInTheMiddleOfAHeaderIsSaid) {
  JoinRawSocket();
  router().Write(std::string(2, '\0'));
  router().Close();
  EXPECT_THAT(TakeLossWords(), HasSubstr("in the middle of a message"));
}

TEST_F(HostileRawSocketTest, CloseBeforeWelcomeIsSaid) {
  Dial("tcp");
  Accept().Read(4);
  router().Write(std::string("\x7F\xF1\0\0", 4));
  EXPECT_THAT(ReadRawSocketFrame(router()), HasSubstr("[1,\"realm1\""));
  router().Close();
  const wamp::SessionLost lost = TakeLost();
  EXPECT_EQ(lost.by, By::kTransport);
  EXPECT_FALSE(lost.joined);
  EXPECT_EQ(lost.cause.message(), LossWords("the peer closed the connection"));
}

TEST_F(HostileRawSocketTest, ResetIsSaid) {
  JoinRawSocket();
  router().Reset();
  EXPECT_EQ(TakeLossWords(), LossWords("Connection reset by peer"));
}

TEST_F(HostileRawSocketTest, FrameOverOurLimitIsRefusedByItsHeader) {
  dial_.message_bytes_max = 1024;
  JoinRawSocket();
  // The payload never comes: the header is enough.
  router().Write(std::string("\0\0\x04\x01", 4));
  EXPECT_EQ(TakeLossWords(), LossWords("the peer sent a message of 1025 "
                                       "octets, over the limit of 1024"));
}

TEST_F(HostileRawSocketTest, FrameOfOurLimitIsTaken) {
  dial_.message_bytes_max = 1024;
  JoinRawSocket();
  RequestProbe call;
  ASSERT_TRUE(Call(&call).ok());
  const std::string around = R"([50,1,{},[""]])";
  std::string result = around;
  result.insert(around.size() - 3, std::string(1024 - around.size(), 'x'));
  router().Write(RawSocketFrame(0, result));
  EXPECT_TRUE(call.answers.Take());
}

TEST_F(HostileRawSocketTest, AnswersBeforeABrokenFrameCount) {
  JoinRawSocket();
  RequestProbe call;
  ASSERT_TRUE(Call(&call).ok());
  router().Write(RawSocketFrame(0, R"([50,1,{},[5]])") +
                 RawSocketFrame(5, "?"));
  EXPECT_TRUE(call.answers.Take());
  EXPECT_THAT(TakeLossWords(), HasSubstr("unknown type 0x05"));
  EXPECT_EQ(call.lost.size(), 0u);
}

TEST_F(HostileRawSocketTest, UnknownFrameTypeIsNamed) {
  JoinRawSocket();
  router().Write(RawSocketFrame(3, "x"));
  EXPECT_EQ(TakeLossWords(), LossWords("the peer sent a RawSocket frame of "
                                       "unknown type 0x03"));
}

TEST_F(HostileRawSocketTest, ReservedBitsInAFrameAreNamed) {
  JoinRawSocket();
  router().Write(RawSocketFrame(0x80, "x"));
  EXPECT_THAT(TakeLossWords(), HasSubstr("unknown type 0x80"));
}

TEST_F(HostileRawSocketTest, PingIsAnsweredWithItsPayload) {
  JoinRawSocket();
  router().Write(RawSocketFrame(1, "are you there"));
  EXPECT_EQ(router().Read(17), RawSocketFrame(2, "are you there"));
}

TEST_F(HostileRawSocketTest, PingBeforeWelcomeIsAnswered) {
  Dial("tcp");
  Accept().Read(4);
  router().Write(std::string("\x7F\xF1\0\0", 4) + RawSocketFrame(1, ""));
  std::string first = router().Read(4);
  if (first[0] == 0) {  // HELLO was faster
    router().Read(static_cast<uint8_t>(first[2]) * 256 +
                  static_cast<uint8_t>(first[3]));
    first = router().Read(4);
  }
  EXPECT_EQ(first, RawSocketFrame(2, ""));
}

TEST_F(HostileRawSocketTest, StrayPongIsIgnored) {
  JoinRawSocket();
  RequestProbe call;
  ASSERT_TRUE(Call(&call).ok());
  router().Write(RawSocketFrame(2, "nobody asked") +
                 RawSocketFrame(0, R"([50,1,{},[5]])"));
  EXPECT_TRUE(call.answers.Take());
}

TEST_F(HostileRawSocketTest, PingsWithoutEndThatNobodyReadsEndTheConnection) {
  JoinRawSocket();
  const std::string ping = RawSocketFrame(1, std::string(32 << 10, 'p'));
  std::string pings;
  for (int i = 0; i < 32; ++i) pings += ping;
  while (probe_.lost.size() == 0) router().Write(pings);
  EXPECT_THAT(TakeLossWords(), HasSubstr("does not read the PONGs"));
}

TEST_F(HostileRawSocketTest, GarbageInAFrameIsAbortedBeforeTheClose) {
  JoinRawSocket();
  router().Write(RawSocketFrame(0, "[50,1,"));
  EXPECT_THAT(ReadRawSocketFrame(router()),
              HasSubstr("wamp.error.protocol_violation"));
  EXPECT_EQ(router().ReadToEnd(), "");
  EXPECT_EQ(TakeLost().by, By::kViolation);
}

TEST_F(HostileRawSocketTest, RequestThatWasWrittenIsLostAsHanded) {
  JoinRawSocket();
  RequestProbe call;
  ASSERT_TRUE(Call(&call).ok());
  EXPECT_THAT(ReadRawSocketFrame(router()), HasSubstr("[48,1,"));
  router().Close();
  TakeLost();
  EXPECT_EQ(call.lost.Take(), Handed::kYes);
  EXPECT_EQ(call.lost.size(), 0u);
}

TEST_F(HostileRawSocketTest, RequestsBehindAFullSocketAreLostAsNotHanded) {
  JoinRawSocket();
  const size_t handed = CloseBehindAFullSocket();
  size_t arrived = 0;
  while (!ReadRawSocketFrame(router()).empty()) ++arrived;
  EXPECT_LE(arrived, handed);
}

TEST_F(HostileRawSocketTest, RequestAfterTheLossIsRefused) {
  JoinRawSocket();
  router().Close();
  TakeLost();
  RequestProbe call;
  EXPECT_EQ(Call(&call).status().code(), absl::StatusCode::kFailedPrecondition);
  Settle();
  EXPECT_EQ(call.lost.size(), 0u);
}

TEST_F(HostileRawSocketTest, RouterThatNeverWelcomesIsTimedOut) {
  session_.join_timeout = absl::Milliseconds(50);
  Dial("tcp");
  Accept().Read(4);
  router().Write(std::string("\x7F\xF1\0\0", 4));
  const wamp::SessionLost lost = TakeLost();
  EXPECT_EQ(lost.by, By::kTimeout);
  EXPECT_EQ(lost.cause.code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(HostileRawSocketTest, RouterThatNeverAnswersGoodbyeIsLeft) {
  session_.leave_timeout = absl::Milliseconds(50);
  JoinRawSocket();
  client_->Leave("wamp.close.close_realm");
  EXPECT_EQ(TakeLost().by, By::kUs);
}

}  // namespace
}  // namespace wampbridge::transport
