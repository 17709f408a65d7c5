// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_WEBSOCKET_READER_H_
#define WAMP_TRANSPORT_WEBSOCKET_READER_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "wamp/transport/read_buffer.h"
#include "wamp/transport/websocket_frame.h"

namespace wampbridge::transport {

enum class WebSocketSide {
  kClient,  // masks what it sends
  kServer,  // takes only what is masked
};

// Cuts a stream of octets into WebSocket's messages and control frames, in the
// place where they were read: unmasked, and fragments put together. Used as
// FrameReader is. Pure; holds at most one message and a read's worth more.
class WebSocketReader {
 public:
  // A whole message, or a control frame, whose payload is good only until the
  // next call: fragments are put together over it.
  struct Item {
    WebSocketOpcode opcode;
    bool compressed;
    std::string_view payload;
  };
  struct Options {
    WebSocketSide side = WebSocketSide::kClient;  // ours
    size_t message_bytes_max = 0;                 // as it travels
    bool compression = false;  // whether permessage-deflate was agreed
  };

  explicit WebSocketReader(const Options& options) : options_(options) {
    buffer_.Want(1);
  }

  ReadBuffer& buffer() { return buffer_; }
  // nullopt: nothing whole is there. InvalidArgumentError: the peer broke the
  // protocol; ResourceExhaustedError: its message is over the limit.
  absl::StatusOr<std::optional<Item>> Next();
  // Whether the octets end inside a message or frame.
  bool cut() const { return !buffer_.empty() || message_.has_value(); }

 private:
  absl::Status Check(const WebSocketHeader& header) const;
  std::optional<Item> TakeFrame(const ParsedWebSocketHeader& parsed);

  const Options options_;
  ReadBuffer buffer_;
  // The first header of a message whose fragments are being gathered.
  std::optional<WebSocketHeader> message_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_WEBSOCKET_READER_H_
