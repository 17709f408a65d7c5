// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_WEBSOCKET_CLOSE_H_
#define WAMP_TRANSPORT_WEBSOCKET_CLOSE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace wampbridge::transport {

// Why a WebSocket is closed: RFC 6455 section 7.4 and IANA's registry. Peers
// may say others, 3000 to 4999 of their own.
enum class WebSocketCloseCode : uint16_t {
  kNone = 0,  // the close frame says none
  kNormal = 1000,
  kGoingAway = 1001,
  kProtocolError = 1002,
  kUnsupportedData = 1003,
  kBadPayload = 1007,
  kPolicyViolation = 1008,
  kTooBig = 1009,
  kInternalError = 1011,
  kServiceRestart = 1012,
  kTryAgainLater = 1013,
};

struct WebSocketCloseReason {
  WebSocketCloseCode code = WebSocketCloseCode::kNone;
  std::string words;
};

// What a close frame carries. InvalidArgumentError: half a code, or one that
// no frame may carry, or a reason that is not UTF-8.
absl::StatusOr<WebSocketCloseReason> ParseWebSocketClose(
    std::string_view payload);
// The payload of a close frame that says `code` and no reason.
std::string WebSocketClosePayload(WebSocketCloseCode code);

// Whether the peer just had no more to say.
bool IsInOrder(WebSocketCloseCode code);
// "the peer closed the WebSocket with code 1001 (going away)"
std::string WebSocketCloseWords(const WebSocketCloseReason& reason);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_WEBSOCKET_CLOSE_H_
