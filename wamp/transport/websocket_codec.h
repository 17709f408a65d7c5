// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_WEBSOCKET_CODEC_H_
#define WAMP_TRANSPORT_WEBSOCKET_CODEC_H_

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "wamp/transport/frame_codec.h"
#include "wamp/transport/message_deflate.h"
#include "wamp/transport/websocket_reader.h"

namespace wampbridge::transport {

// Fills `size` octets with what nobody can foretell.
using FillRandom = void (*)(void* data, size_t size);

struct WebSocketTerms {
  WebSocketSide side = WebSocketSide::kClient;
  wamp::Serializer serializer = wamp::Serializer::kJson;
  size_t message_bytes_max = 0;  // of what is read
  std::optional<DeflateTerms> deflate = {};
  // Where masks come from (RFC 6455 section 5.3).
  FillRandom random = nullptr;
};

// WebSocket on either side: each message in one frame, masked by a client. The
// owner's messages come one at a time (Framing::kMessage) and are framed in
// pieces as they are written. Text is not looked at for UTF-8 here: who parses
// JSON does.
class WebSocketCodec : public FrameCodec {
 public:
  explicit WebSocketCodec(const WebSocketTerms& terms);

  wamp::Serializer serializer() const override { return terms_.serializer; }
  // WebSocket announces no limits.
  size_t peer_message_bytes_max() const override { return SIZE_MAX; }
  bool is_rawsocket() const override { return false; }
  ReadBuffer& buffer() override { return reader_.buffer(); }
  void Take(Taken* taken) override;
  TransportLost HandleEnd() const override;
  std::string_view PollTransmitLocked(TransportOwner& owner) override;
  void ConsumeTransmitLocked(TransportOwner& owner, size_t octets) override;
  bool inside_message_locked() const override {
    return !framed_.empty() || message_left_ > 0;
  }
  void AppendPingLocked(std::string* out) override;
  void AppendPongLocked(std::string_view payload, std::string* out) override;
  void AppendCloseLocked(WebSocketCloseCode code, std::string* out) override;

 private:
  // Whether more may follow `item`.
  bool TakeItem(const WebSocketReader::Item& item, Taken* taken);
  bool TakeMessage(const WebSocketReader::Item& item, Taken* taken);
  void HandleClose(std::string_view payload, Taken* taken);

  WebSocketOpcode message_opcode() const;
  std::optional<MaskKey> NextMaskLocked();
  void AppendFrameLocked(WebSocketHeader header, std::string_view payload,
                         std::string* out);
  // Frames what the owner has to say next, or a piece of it.
  void FrameLocked(TransportOwner& owner, std::string_view message);

  const WebSocketTerms terms_;
  WebSocketReader reader_;
  std::unique_ptr<MessageInflater> inflater_;  // set where it was agreed
  std::deque<std::string> inflated_;           // what the last Take has given

  // Under the owner's lock.
  std::unique_ptr<MessageDeflater> deflater_;
  std::string framed_;       // and not yet written
  size_t message_left_ = 0;  // octets of the begun message not yet framed
  std::optional<MaskKey> message_mask_;
  std::array<MaskKey, 64> masks_;  // random ones, for want of one call each
  size_t masks_left_ = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_WEBSOCKET_CODEC_H_
