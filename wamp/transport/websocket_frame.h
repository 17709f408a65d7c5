// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_WEBSOCKET_FRAME_H_
#define WAMP_TRANSPORT_WEBSOCKET_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace wampbridge::transport {

// RFC 6455 section 5.2. Others are reserved.
enum class WebSocketOpcode : uint8_t {
  kContinuation = 0x0,
  kText = 0x1,
  kBinary = 0x2,
  kClose = 0x8,
  kPing = 0x9,
  kPong = 0xA,
};

// Close, ping and pong: at most 125 octets in one frame, between any others.
bool IsControl(WebSocketOpcode opcode);
constexpr size_t kWebSocketControlBytesMax = 125;

// Four octets in the order in which they are written.
using MaskKey = uint32_t;

struct WebSocketHeader {
  WebSocketOpcode opcode = WebSocketOpcode::kContinuation;
  bool fin = true;          // the message's last frame
  bool compressed = false;  // RSV1, which permessage-deflate uses
  std::optional<MaskKey> mask = {};
  uint64_t payload_bytes = 0;
};

struct ParsedWebSocketHeader {
  WebSocketHeader header;
  size_t header_bytes = 0;
};

// Reads the header at the front of `octets`; nullopt: it ends later.
// InvalidArgumentError: no header that RFC 6455 allows.
absl::StatusOr<std::optional<ParsedWebSocketHeader>> ParseWebSocketHeader(
    std::string_view octets);
// REQUIRES: a control frame is short and has `fin`.
void AppendWebSocketHeader(const WebSocketHeader& header, std::string* out);

// Masks `size` octets or unmasks them. The first is a payload's first one, or
// follows a multiple of four.
void ApplyMask(MaskKey key, char* data, size_t size);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_WEBSOCKET_FRAME_H_
