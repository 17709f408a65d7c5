// SPDX-License-Identifier: Apache-2.0
// A router that answers the RawSocket handshake wrongly, or not at all.
#include "absl/strings/str_cat.h"
#include "wamp/transport/hostile_fixture.h"

namespace wampbridge::transport {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class HostileRawSocketHandshakeTest : public HostileRouterTest {
 protected:
  // Dials, answers the client's four octets with `answer`, takes the error.
  std::string ErrorAfter(std::string_view answer) {
    Dial("tcp");
    Accept().Read(4);
    router().Write(answer);
    const absl::Status error = TakeDialError();
    code_ = error.code();
    EXPECT_THAT(std::string(error.message()), StartsWith(url() + ": "));
    return std::string(error.message());
  }

  std::string Step(std::string_view words) const {
    return absl::StrCat(Url("tcp"),
                        ": RawSocket handshake: ", std::string(words));
  }

  absl::StatusCode code_ = absl::StatusCode::kOk;
};

TEST_F(HostileRawSocketHandshakeTest, UnknownSerializerIsSaidWithTheOffer) {
  EXPECT_EQ(ErrorAfter(std::string("\x7F\x10\0\0", 4)),
            Step("the router does not speak this serializer (offered: json)"));
  EXPECT_EQ(code_, absl::StatusCode::kFailedPrecondition);
}

TEST_F(HostileRawSocketHandshakeTest, RefusedSizeLimitIsSaid) {
  EXPECT_EQ(ErrorAfter(std::string("\x7F\x20\0\0", 4)),
            Step("the router does not accept our message size limit"));
}

TEST_F(HostileRawSocketHandshakeTest, RefusalForReservedBitsIsSaid) {
  EXPECT_EQ(ErrorAfter(std::string("\x7F\x30\0\0", 4)),
            Step("the router wants reserved bits to be used"));
}

TEST_F(HostileRawSocketHandshakeTest, TooManyConnectionsIsSaid) {
  EXPECT_EQ(ErrorAfter(std::string("\x7F\x40\0\0", 4)),
            Step("the router has too many connections"));
}

TEST_F(HostileRawSocketHandshakeTest, TooManyConnectionsMayBeTriedAgain) {
  ErrorAfter(std::string("\x7F\x40\0\0", 4));
  EXPECT_EQ(code_, absl::StatusCode::kUnavailable);
}

TEST_F(HostileRawSocketHandshakeTest, OtherSerializerEchoedIsNamed) {
  EXPECT_EQ(ErrorAfter(std::string("\x7F\xF2\0\0", 4)),
            Step("the router answered with serializer 2 where 1 was asked "
                 "for"));
  EXPECT_EQ(code_, absl::StatusCode::kFailedPrecondition);
}

TEST_F(HostileRawSocketHandshakeTest, HttpIsRecognised) {
  EXPECT_EQ(ErrorAfter("HTTP/1.1 400 Bad Request\r\n\r\n"),
            Step("what answered speaks HTTP, not RawSocket: its URL may begin "
                 "with ws:// or wss://"));
}

TEST_F(HostileRawSocketHandshakeTest, TlsAlertIsRecognised) {
  EXPECT_EQ(ErrorAfter(std::string("\x15\x03\x01\0\x02\x02\x46", 7)),
            Step("what answered speaks TLS, not RawSocket: its URL may begin "
                 "with tcps://"));
}

TEST_F(HostileRawSocketHandshakeTest, StrangersFirstOctetsAreShown) {
  EXPECT_EQ(ErrorAfter("SSH-2.0-OpenSSH"),
            Step("what answered does not speak RawSocket: its first octets "
                 "are 53 53 48 2d"));
}

TEST_F(HostileRawSocketHandshakeTest, CloseBeforeTheAnswerNamesTheStep) {
  Dial("tcp");
  Accept().Read(4);
  router().Close();
  EXPECT_THAT(std::string(TakeDialError().message()),
              StartsWith(Step("the router closed the connection instead of "
                              "answering")));
}

TEST_F(HostileRawSocketHandshakeTest, ResetBeforeTheAnswerNamesTheStep) {
  Dial("tcp");
  Accept().Read(4);
  router().Reset();
  EXPECT_THAT(std::string(TakeDialError().message()),
              StartsWith(Step("Connection reset by peer instead of "
                              "answering")));
}

TEST_F(HostileRawSocketHandshakeTest, CloseInsideTheAnswerNamesTheStep) {
  Dial("tcp");
  Accept().Read(4);
  router().Write("\x7F\xF1");
  router().Close();
  EXPECT_THAT(std::string(TakeDialError().message()),
              StartsWith(Step("the router closed the connection")));
}

TEST_F(HostileRawSocketHandshakeTest, EachSerializerIsOfferedInOrder) {
  dial_.serializers = {wamp::Serializer::kCbor, wamp::Serializer::kMsgpack,
                       wamp::Serializer::kJson};
  Dial("tcp");
  for (const char code : {'\3', '\2', '\1'}) {
    const std::string request = Accept().Read(4);
    ASSERT_EQ(request.size(), 4u);
    EXPECT_EQ(request[1] & 0x0F, code);
    router().Write(std::string("\x7F\x10\0\0", 4));
  }
  EXPECT_THAT(std::string(TakeDialError().message()),
              EndsWith("(offered: cbor, msgpack, json)"));
}

TEST_F(HostileRawSocketHandshakeTest, SilenceEndsAtTheTimeoutNamingTheStep) {
  dial_.connect_timeout = absl::Milliseconds(50);
  Dial("tcp");
  Accept();
  const absl::Status error = TakeDialError();
  EXPECT_EQ(error.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(error.message(),
            absl::StrCat(url(),
                         ": no answer within 50ms while waiting for "
                         "the end of the RawSocket handshake"));
}

TEST_F(HostileRawSocketHandshakeTest, HalfAnAnswerEndsAtTheTimeout) {
  dial_.connect_timeout = absl::Milliseconds(50);
  Dial("tcp");
  Accept().Write("\x7F");
  EXPECT_THAT(std::string(TakeDialError().message()),
              HasSubstr("the RawSocket handshake"));
}

TEST_F(HostileRawSocketHandshakeTest, CloseByUsWhileTheRouterIsSilentIsOurs) {
  Dial("tcp");
  Accept().Read(4);
  client_->Close(absl::CancelledError("changed our mind"));
  const wamp::SessionLost lost = TakeLost();
  EXPECT_EQ(lost.by, wamp::SessionLost::By::kUs);
  EXPECT_EQ(lost.cause, absl::CancelledError("changed our mind"));
  EXPECT_EQ(router().ReadToEnd(), "");
}

}  // namespace
}  // namespace wampbridge::transport
