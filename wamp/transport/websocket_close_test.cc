// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_close.h"

#include <gtest/gtest.h>

#include <string>

namespace wampbridge::transport {
namespace {

std::string PayloadOf(int code, std::string_view words) {
  std::string payload = {static_cast<char>(code >> 8), static_cast<char>(code)};
  return payload.append(words);
}

TEST(WebSocketCloseTest, EmptyPayloadIsNoCode) {
  const auto reason = ParseWebSocketClose("");
  ASSERT_TRUE(reason.ok()) << reason.status();
  EXPECT_EQ(reason->code, WebSocketCloseCode::kNone);
  EXPECT_EQ(WebSocketCloseWords(*reason), "the peer closed the WebSocket");
  EXPECT_EQ(WebSocketClosePayload(reason->code), "");
}

TEST(WebSocketCloseTest, CodeAndWordsAreShown) {
  const auto reason = ParseWebSocketClose(PayloadOf(1009, "over 1 MiB"));
  ASSERT_TRUE(reason.ok()) << reason.status();
  EXPECT_EQ(WebSocketCloseWords(*reason),
            "the peer closed the WebSocket with code 1009 (message too big): "
            "over 1 MiB");
  EXPECT_EQ(WebSocketClosePayload(reason->code), PayloadOf(1009, ""));
}

TEST(WebSocketCloseTest, OnlyCodesThatMayTravelAreTaken) {
  for (const int code : {1000, 1003, 1007, 1011, 1014, 3000, 4711, 4999}) {
    EXPECT_TRUE(ParseWebSocketClose(PayloadOf(code, "")).ok()) << code;
  }
  for (const int code :
       {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
    EXPECT_FALSE(ParseWebSocketClose(PayloadOf(code, "")).ok()) << code;
  }
}

TEST(WebSocketCloseTest, HalfACodeIsRefused) {
  EXPECT_EQ(ParseWebSocketClose("\x03").status().message(),
            "a close frame has half a code");
}

TEST(WebSocketCloseTest, ReasonThatIsNotUtf8IsRefused) {
  EXPECT_EQ(ParseWebSocketClose(PayloadOf(1000, "\xC3\x28")).status().message(),
            "a close frame's reason is not UTF-8");
}

TEST(WebSocketCloseTest, OnlyAnEndWithoutFaultIsInOrder) {
  EXPECT_TRUE(IsInOrder(WebSocketCloseCode::kNone));
  EXPECT_TRUE(IsInOrder(WebSocketCloseCode::kNormal));
  EXPECT_TRUE(IsInOrder(WebSocketCloseCode::kGoingAway));
  EXPECT_FALSE(IsInOrder(WebSocketCloseCode::kTooBig));
}

}  // namespace
}  // namespace wampbridge::transport
