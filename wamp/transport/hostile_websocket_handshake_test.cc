// SPDX-License-Identifier: Apache-2.0
// A router that answers the WebSocket handshake wrongly, or not at all.
#include "absl/strings/str_cat.h"
#include "wamp/transport/hostile_fixture.h"

namespace wampbridge::transport {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class HostileWebSocketHandshakeTest : public HostileRouterTest {
 protected:
  std::string ErrorAfter(std::string_view answer) {
    Dial("ws");
    ReadHttpRequest(Accept());
    router().Write(answer);
    return TakeWords();
  }

  // The error's words without "<url>: WebSocket handshake: ".
  std::string TakeWords() {
    const absl::Status error = TakeDialError();
    code_ = error.code();
    const std::string words(error.message());
    const std::string start =
        absl::StrCat(Url("ws"), ": WebSocket handshake: ");
    EXPECT_THAT(words, StartsWith(start));
    return words.substr(std::min(words.size(), start.size()));
  }

  absl::StatusCode code_ = absl::StatusCode::kOk;
};

TEST_F(HostileWebSocketHandshakeTest, PlainPageIsNotTakenForAWebSocket) {
  EXPECT_EQ(ErrorAfter("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
            "the router speaks HTTP but refused a WebSocket at /ws: HTTP 200 "
            "OK");
  EXPECT_EQ(code_, absl::StatusCode::kFailedPrecondition);
}

TEST_F(HostileWebSocketHandshakeTest, UnknownPathIsNamed) {
  EXPECT_EQ(
      ErrorAfter("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
      "the router speaks HTTP but refused a WebSocket at /ws: HTTP 404 Not "
      "Found");
}

TEST_F(HostileWebSocketHandshakeTest, BadRequestMentionsTheSubprotocols) {
  EXPECT_EQ(
      ErrorAfter("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
      "the router speaks HTTP but refused a WebSocket at /ws: HTTP 400 Bad "
      "Request (it may speak none of wamp.2.json)");
}

TEST_F(HostileWebSocketHandshakeTest, UpgradeRequiredIsSaid) {
  EXPECT_THAT(ErrorAfter("HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2c\r\n"
                         "Content-Length: 0\r\n\r\n"),
              HasSubstr("HTTP 426 Upgrade Required"));
}

TEST_F(HostileWebSocketHandshakeTest, RedirectTellsWhereTo) {
  EXPECT_THAT(ErrorAfter("HTTP/1.1 301 Moved Permanently\r\n"
                         "Location: https://example.com/ws\r\n"
                         "Content-Length: 0\r\n\r\n"),
              HasSubstr("location https://example.com/ws"));
}

TEST_F(HostileWebSocketHandshakeTest, OverloadedRouterMayBeTriedAgain) {
  EXPECT_THAT(ErrorAfter("HTTP/1.1 503 Service Unavailable\r\n"
                         "Content-Length: 0\r\n\r\n"),
              HasSubstr("HTTP 503 Service Unavailable"));
  EXPECT_EQ(code_, absl::StatusCode::kUnavailable);
}

TEST_F(HostileWebSocketHandshakeTest, WrongAcceptKeyIsRefused) {
  EXPECT_THAT(ErrorAfter("HTTP/1.1 101 Switching Protocols\r\n"
                         "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Accept: AAAA\r\n\r\n"),
              HasSubstr("what answered does not speak WebSocket"));
}

TEST_F(HostileWebSocketHandshakeTest, SubprotocolNotOfferedIsNamed) {
  Dial("ws");
  Accept();
  router().Write(
      SwitchingProtocols(ReadHttpRequest(router()), "wamp.2.msgpack"));
  EXPECT_EQ(TakeWords(),
            "the router chose the subprotocol \"wamp.2.msgpack\", which was "
            "not offered (offered: wamp.2.json)");
  EXPECT_EQ(code_, absl::StatusCode::kFailedPrecondition);
}

TEST_F(HostileWebSocketHandshakeTest, NoSubprotocolIsRefused) {
  Dial("ws");
  Accept();
  router().Write(SwitchingProtocols(ReadHttpRequest(router()), ""));
  EXPECT_EQ(TakeWords(),
            "the router accepted the WebSocket but no subprotocol (offered: "
            "wamp.2.json)");
}

TEST_F(HostileWebSocketHandshakeTest, ExtensionNotOfferedIsNamed) {
  Dial("ws");
  Accept();
  std::string answer =
      SwitchingProtocols(ReadHttpRequest(router()), "wamp.2.json");
  answer.insert(answer.size() - 2,
                "Sec-WebSocket-Extensions: permessage-deflate\r\n");
  router().Write(answer);
  EXPECT_EQ(TakeWords(),
            "the router chose the extension \"permessage-deflate\", which was "
            "not offered");
}

TEST_F(HostileWebSocketHandshakeTest, WhatIsNotHttpIsRefused) {
  EXPECT_THAT(ErrorAfter("SSH-2.0-OpenSSH\r\n\r\n"),
              HasSubstr("what answered does not speak WebSocket"));
  EXPECT_EQ(code_, absl::StatusCode::kFailedPrecondition);
}

TEST_F(HostileWebSocketHandshakeTest, HeadersWithoutEndAreCutOff) {
  Dial("ws");
  ReadHttpRequest(Accept());
  router().Write("HTTP/1.1 101 Switching Protocols\r\n");
  const std::string field = "X-More: " + std::string(1000, 'x') + "\r\n";
  while (probe_.lost.size() == 0) router().Write(field);
  EXPECT_THAT(TakeWords(), HasSubstr("what answered does not speak"));
}

TEST_F(HostileWebSocketHandshakeTest, CloseBeforeTheAnswerIsSaid) {
  Dial("ws");
  ReadHttpRequest(Accept());
  router().Close();
  EXPECT_EQ(TakeWords(),
            "the router closed the connection instead of answering: it may "
            "not speak WebSocket there");
  EXPECT_EQ(code_, absl::StatusCode::kUnavailable);
}

TEST_F(HostileWebSocketHandshakeTest, CloseInsideTheAnswerIsSaid) {
  Dial("ws");
  ReadHttpRequest(Accept());
  router().Write("HTTP/1.1 101 Switching");
  router().Close();
  EXPECT_THAT(TakeWords(), StartsWith("the router closed the connection"));
}

TEST_F(HostileWebSocketHandshakeTest, ResetBeforeTheAnswerIsSaid) {
  Dial("ws");
  ReadHttpRequest(Accept());
  router().Reset();
  EXPECT_THAT(TakeWords(), StartsWith("Connection reset by peer"));
}

TEST_F(HostileWebSocketHandshakeTest, SilenceEndsAtTheTimeoutNamingTheStep) {
  dial_.connect_timeout = absl::Milliseconds(50);
  Dial("ws");
  Accept();
  const absl::Status error = TakeDialError();
  EXPECT_EQ(error.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(error.message(),
            absl::StrCat(url(),
                         ": no answer within 50ms while waiting for "
                         "the end of the WebSocket handshake"));
}

TEST_F(HostileWebSocketHandshakeTest, CloseByUsWhileTheRouterIsSilentIsOurs) {
  Dial("ws");
  ReadHttpRequest(Accept());
  client_->Close(absl::CancelledError("changed our mind"));
  const wamp::SessionLost lost = TakeLost();
  EXPECT_EQ(lost.by, wamp::SessionLost::By::kUs);
  EXPECT_EQ(router().ReadToEnd(), "");
}

TEST_F(HostileWebSocketHandshakeTest, NobodyListeningNamesTheAddress) {
  dial_.connect_timeout = absl::Seconds(30);
  const int port = [] { return RawListener().port(); }();  // closed again
  dial_.url = absl::StrCat("ws://127.0.0.1:", port, "/ws");
  DialUrl();
  EXPECT_EQ(TakeDialError().message(),
            absl::StrCat(url(), ": cannot connect to 127.0.0.1:", port,
                         ": Connection refused"));
}

}  // namespace
}  // namespace wampbridge::transport
