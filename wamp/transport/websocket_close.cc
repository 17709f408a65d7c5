// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_close.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "wamp/codec/utf8.h"

namespace wampbridge::transport {
namespace {

std::string_view Meaning(WebSocketCloseCode code) {
  switch (code) {
    case WebSocketCloseCode::kNormal:
      return "normal";
    case WebSocketCloseCode::kGoingAway:
      return "going away";
    case WebSocketCloseCode::kProtocolError:
      return "protocol error";
    case WebSocketCloseCode::kUnsupportedData:
      return "unsupported data";
    case WebSocketCloseCode::kBadPayload:
      return "bad payload";
    case WebSocketCloseCode::kPolicyViolation:
      return "policy violation";
    case WebSocketCloseCode::kTooBig:
      return "message too big";
    case WebSocketCloseCode::kInternalError:
      return "internal error";
    case WebSocketCloseCode::kServiceRestart:
      return "service restart";
    case WebSocketCloseCode::kTryAgainLater:
      return "try again later";
    default:
      return "";
  }
}

// Section 7.4.1: 1004 is reserved, 1005, 1006 and 1015 stand for what no frame
// has said; 1016 to 2999 are for versions of the protocol yet to come.
bool MayTravel(uint16_t code) {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
}

}  // namespace

absl::StatusOr<WebSocketCloseReason> ParseWebSocketClose(
    std::string_view payload) {
  if (payload.empty()) return WebSocketCloseReason{};
  if (payload.size() < 2) {
    return absl::InvalidArgumentError("a close frame has half a code");
  }
  const auto octet = [&](size_t i) { return static_cast<uint8_t>(payload[i]); };
  const auto code = static_cast<uint16_t>(octet(0) << 8 | octet(1));
  if (!MayTravel(code)) {
    return absl::InvalidArgumentError(
        absl::StrCat("a close frame has code ", code));
  }
  const std::string_view words = payload.substr(2);
  if (wamp::FindInvalidUtf8(words) != std::string_view::npos) {
    return absl::InvalidArgumentError("a close frame's reason is not UTF-8");
  }
  return WebSocketCloseReason{static_cast<WebSocketCloseCode>(code),
                              std::string(words)};
}

std::string WebSocketClosePayload(WebSocketCloseCode code) {
  if (code == WebSocketCloseCode::kNone) return "";
  const auto value = static_cast<uint16_t>(code);
  return {static_cast<char>(value >> 8), static_cast<char>(value)};
}

bool IsInOrder(WebSocketCloseCode code) {
  return code == WebSocketCloseCode::kNone ||
         code == WebSocketCloseCode::kNormal ||
         code == WebSocketCloseCode::kGoingAway;
}

std::string WebSocketCloseWords(const WebSocketCloseReason& reason) {
  std::string told = "the peer closed the WebSocket";
  if (reason.code == WebSocketCloseCode::kNone) return told;
  absl::StrAppend(&told, " with code ", static_cast<uint16_t>(reason.code));
  const std::string_view meaning = Meaning(reason.code);
  if (!meaning.empty()) {
    absl::StrAppend(&told, " (", std::string(meaning), ")");
  }
  if (!reason.words.empty()) {
    absl::StrAppend(&told, ": ", absl::CHexEscape(reason.words));
  }
  return told;
}

}  // namespace wampbridge::transport
