// SPDX-License-Identifier: Apache-2.0
// A router that misbehaves on WebSocket once the handshake is done.
#include "absl/strings/str_cat.h"
#include "wamp/transport/hostile_fixture.h"

namespace wampbridge::transport {
namespace {

using By = wamp::SessionLost::By;
using testing::HasSubstr;
using wamp::Handed;

constexpr uint8_t kText = 0x81;
constexpr uint8_t kBinary = 0x82;

class HostileWebSocketTest : public HostileRouterTest {};

TEST_F(HostileWebSocketTest, OctetsOneByOneMakeWholeMessages) {
  Dial("ws");
  const std::string request = ReadHttpRequest(Accept());
  const std::string octets = SwitchingProtocols(request, "wamp.2.json") +
                             WebSocketFrame(kText, kWelcome);
  for (const char& octet : octets) {
    router().Write(std::string_view(&octet, 1));
  }
  EXPECT_EQ(probe_.joined.Take(), wamp::SessionId{7});
}

TEST_F(HostileWebSocketTest, MessageInFragmentsWithAPingBetweenIsTaken) {
  JoinWebSocket();
  RequestProbe call;
  ASSERT_TRUE(Call(&call).ok());
  ReadWebSocketFrame(router());
  router().Write(WebSocketFrame(0x01, "[50,1,") + WebSocketFrame(0x89, "hm") +
                 WebSocketFrame(0x80, "{}]"));
  EXPECT_TRUE(call.answers.Take());
  EXPECT_EQ(ReadWebSocketFrame(router()), "\x8Ahm");
}

TEST_F(HostileWebSocketTest, CloseMessageTooBigIsSaid) {
  JoinWebSocket();
  router().Write(WebSocketClose(1009, "over 128000"));
  EXPECT_EQ(TakeLossWords(),
            LossWords("the peer closed the WebSocket with code 1009 (message "
                      "too big): over 128000"));
}

TEST_F(HostileWebSocketTest, CloseInternalErrorIsSaid) {
  JoinWebSocket();
  router().Write(WebSocketClose(1011, ""));
  EXPECT_EQ(TakeLossWords(),
            LossWords("the peer closed the WebSocket with code 1011 (internal "
                      "error)"));
}

TEST_F(HostileWebSocketTest, CloseWithAnUnknownCodeShowsIt) {
  JoinWebSocket();
  router().Write(WebSocketClose(4711, "no"));
  EXPECT_EQ(TakeLossWords(),
            LossWords("the peer closed the WebSocket with code 4711: no"));
}

TEST_F(HostileWebSocketTest, CloseWithControlCharactersIsEscaped) {
  JoinWebSocket();
  router().Write(WebSocketClose(1008, "a\x1b[1mb\n"));
  EXPECT_THAT(TakeLossWords(), HasSubstr(R"(: a\x1b[1mb\n)"));
}

TEST_F(HostileWebSocketTest, CloseBeforeWelcomeIsSaid) {
  Dial("ws");
  const std::string request = ReadHttpRequest(Accept());
  router().Write(SwitchingProtocols(request, "wamp.2.json") +
                 WebSocketClose(1001, ""));
  const wamp::SessionLost lost = TakeLost();
  EXPECT_EQ(lost.by, By::kTransport);
  EXPECT_FALSE(lost.joined);
  EXPECT_EQ(lost.cause.message(),
            LossWords("the peer closed the WebSocket with code 1001 (going "
                      "away)"));
}

TEST_F(HostileWebSocketTest, TcpCloseWithoutACloseFrameIsSaid) {
  JoinWebSocket();
  router().Close();
  EXPECT_EQ(TakeLossWords(), LossWords("the peer closed the connection"));
}

TEST_F(HostileWebSocketTest, CloseInTheMiddleOfAMessageIsSaid) {
  JoinWebSocket();
  router().Write(WebSocketFrame(kText, "[50,1,{}]").substr(0, 5));
  router().Close();
  EXPECT_EQ(TakeLossWords(),
            LossWords("the peer closed the connection in the middle of a "
                      "message"));
}

TEST_F(HostileWebSocketTest, ResetIsSaid) {
  JoinWebSocket();
  router().Reset();
  EXPECT_EQ(TakeLossWords(), LossWords("Connection reset by peer"));
}

TEST_F(HostileWebSocketTest, MessageOverOurLimitIsRefused) {
  dial_.message_bytes_max = 1024;
  JoinWebSocket();
  router().Write(WebSocketFrame(kText, std::string(1025, 'x')));
  EXPECT_EQ(TakeLossWords(),
            LossWords("the peer sent a message over the limit of 1024 "
                      "octets"));
}

TEST_F(HostileWebSocketTest, FragmentsOverOurLimitAreRefused) {
  dial_.message_bytes_max = 1024;
  JoinWebSocket();
  router().Write(WebSocketFrame(0x01, std::string(1000, 'x')) +
                 WebSocketFrame(0x00, std::string(1000, 'x')));
  EXPECT_THAT(TakeLossWords(), HasSubstr("over the limit of 1024 octets"));
}

TEST_F(HostileWebSocketTest, MessageOfOurLimitIsTaken) {
  dial_.message_bytes_max = 1024;
  JoinWebSocket();
  RequestProbe call;
  ASSERT_TRUE(Call(&call).ok());
  std::string result = R"([50,1,{},[""]])";
  result.insert(result.size() - 3, std::string(1024 - result.size(), 'x'));
  router().Write(WebSocketFrame(kText, result));
  EXPECT_TRUE(call.answers.Take());
}

TEST_F(HostileWebSocketTest, TextWhereBinaryWasAgreedIsRefused) {
  dial_.serializers = {wamp::Serializer::kMsgpack};
  Dial("ws");
  const std::string request = ReadHttpRequest(Accept());
  router().Write(SwitchingProtocols(request, "wamp.2.msgpack") +
                 WebSocketFrame(kText, kWelcome));
  EXPECT_EQ(TakeLost().cause.message(),
            LossWords("the peer sent a text message, which msgpack never is"));
}

TEST_F(HostileWebSocketTest, BinaryWhereTextWasAgreedIsRefused) {
  JoinWebSocket();
  router().Write(WebSocketFrame(kBinary, "[50,1,{}]"));
  EXPECT_EQ(TakeLossWords(),
            LossWords("the peer sent a binary message, which json never is"));
}

TEST_F(HostileWebSocketTest, MaskedFrameOfARouterIsAViolation) {
  JoinWebSocket();
  router().Write(std::string("\x81\x81\0\0\0\0x", 7));
  EXPECT_THAT(TakeLossWords(), HasSubstr("broke the WebSocket protocol"));
}

TEST_F(HostileWebSocketTest, UnknownOpcodeIsAViolation) {
  JoinWebSocket();
  router().Write(WebSocketFrame(0x83, "x"));
  EXPECT_THAT(TakeLossWords(), HasSubstr("broke the WebSocket protocol"));
}

TEST_F(HostileWebSocketTest, CompressionThatWasNotAgreedIsAViolation) {
  JoinWebSocket();
  router().Write(WebSocketFrame(0xC1, "x"));
  EXPECT_THAT(TakeLossWords(), HasSubstr("broke the WebSocket protocol"));
}

TEST_F(HostileWebSocketTest, ViolationIsAnsweredWithItsCode) {
  JoinWebSocket();
  router().Write(WebSocketFrame(0x83, "x"));
  EXPECT_EQ(ReadWebSocketFrame(router()), "\x88\x03\xEA");  // 1002
  TakeLost();
}

TEST_F(HostileWebSocketTest, CloseIsAnsweredWithItsCode) {
  JoinWebSocket();
  router().Write(WebSocketClose(1001, "bye"));
  EXPECT_EQ(ReadWebSocketFrame(router()), "\x88\x03\xE9");
  EXPECT_EQ(router().ReadToEnd(), "");
  TakeLost();
}

TEST_F(HostileWebSocketTest, PingsWhosePongsAreNotReadAreRefused) {
  JoinWebSocket();
  std::string burst;
  for (int i = 0; i < 1000; ++i) {
    burst += WebSocketFrame(0x89, std::string(125, 'p'));
  }
  while (probe_.lost.size() == 0) router().Write(burst);
  EXPECT_EQ(TakeLossWords(),
            LossWords("the peer sends PINGs and does not read the PONGs"));
}

TEST_F(HostileWebSocketTest, TextThatIsNotUtf8IsAViolation) {
  JoinWebSocket();
  router().Write(WebSocketFrame(kText, "[50,1,{},[\"\xC3\x28\"]]"));
  EXPECT_FALSE(TakeLost().cause.ok());
}

TEST_F(HostileWebSocketTest, EmptyMessageIsAbortedAsAViolation) {
  JoinWebSocket();
  router().Write(WebSocketFrame(kText, ""));
  EXPECT_THAT(ReadWebSocketFrame(router()),
              HasSubstr("wamp.error.protocol_violation"));
  EXPECT_EQ(TakeLost().by, By::kViolation);
  EXPECT_EQ(ReadWebSocketFrame(router()), "\x88\x03\xE8");  // 1000
  router().Write(WebSocketClose(1000, ""));
}

TEST_F(HostileWebSocketTest, RequestThatWasWrittenIsLostAsHanded) {
  JoinWebSocket();
  RequestProbe call;
  ASSERT_TRUE(Call(&call).ok());
  EXPECT_THAT(ReadWebSocketFrame(router()), HasSubstr("[48,1,"));
  router().Reset();
  TakeLost();
  EXPECT_EQ(call.lost.Take(), Handed::kYes);
  EXPECT_EQ(call.lost.size(), 0u);
}

TEST_F(HostileWebSocketTest, RequestsBehindAFullSocketAreLostAsNotHanded) {
  JoinWebSocket();
  const size_t handed = CloseBehindAFullSocket();
  size_t arrived = 0;
  while (!ReadWebSocketFrame(router()).empty()) ++arrived;
  EXPECT_LE(arrived, handed);
}

TEST_F(HostileWebSocketTest, CloseIsReadThoughOurWritesAreBlocked) {
  JoinWebSocket();
  RequestProbe large;
  ASSERT_TRUE(Call(&large, 15 << 20).ok());
  router().Write(WebSocketClose(1009, "too much"));
  EXPECT_THAT(TakeLossWords(), HasSubstr("1009 (message too big): too much"));
  EXPECT_EQ(large.lost.Take(), Handed::kYes);
}

TEST_F(HostileWebSocketTest, RouterThatNeverAnswersTheCloseIsLeft) {
  session_.leave_timeout = absl::Milliseconds(50);
  JoinWebSocket();
  client_->Leave("wamp.close.close_realm");
  EXPECT_EQ(TakeLost().by, By::kUs);
}

TEST_F(HostileWebSocketTest, RouterThatAnswersNoPingIsGivenUp) {
  dial_.keepalive_interval = absl::Milliseconds(20);
  dial_.keepalive_timeout = absl::Milliseconds(20);
  JoinWebSocket();
  EXPECT_EQ(TakeLossWords(),
            LossWords("the router gave no sign of life for 40ms, not even to "
                      "a ping"));
}

}  // namespace
}  // namespace wampbridge::transport
