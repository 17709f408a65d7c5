// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_FRAME_CODEC_H_
#define WAMP_TRANSPORT_FRAME_CODEC_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wamp/serializer.h"
#include "wamp/transport/read_buffer.h"
#include "wamp/transport/transport.h"
#include "wamp/transport/websocket_close.h"

namespace wampbridge::transport {

// What RawSocket and WebSocket differ in once the handshake is done: how octets
// make messages and messages octets. Knows no socket. Has two halves that share
// nothing: what ends in Locked may be called by anybody who holds the owner's
// lock, the rest is the loop's.
class FrameCodec {
 public:
  // What was found in the octets read. Messages are good until the buffer is
  // compacted.
  struct Taken {
    std::vector<std::string_view> messages;
    std::vector<std::string> pings;    // to be answered
    std::optional<TransportLost> end;  // after this nothing may follow
    // What to tell the peer at `end`, where there are words for it.
    std::optional<WebSocketCloseCode> farewell;
  };

  virtual ~FrameCodec() = default;

  // As Transport's.
  virtual wamp::Serializer serializer() const = 0;
  virtual size_t peer_message_bytes_max() const = 0;
  virtual bool is_rawsocket() const = 0;

  virtual ReadBuffer& buffer() = 0;
  // Adds all that is whole in the buffer, up to an end.
  virtual void Take(Taken* taken) = 0;
  // What it means that the peer's octets end here.
  virtual TransportLost HandleEnd() const = 0;

  // What to write next of the owner's messages, framed; none while it has none.
  virtual std::string_view PollTransmitLocked(TransportOwner& owner) = 0;
  virtual void ConsumeTransmitLocked(TransportOwner& owner, size_t octets) = 0;
  // Whether a message is begun and not ended, so that no control frame may be
  // written now.
  virtual bool inside_message_locked() const = 0;

  // Control frames.
  virtual void AppendPingLocked(std::string* out) = 0;
  virtual void AppendPongLocked(std::string_view payload, std::string* out) = 0;
  // Appends nothing where a connection ends without a frame that says so.
  virtual void AppendCloseLocked(WebSocketCloseCode code, std::string* out) = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_FRAME_CODEC_H_
