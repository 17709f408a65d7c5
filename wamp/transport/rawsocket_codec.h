// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_RAWSOCKET_CODEC_H_
#define WAMP_TRANSPORT_RAWSOCKET_CODEC_H_

#include <cstdint>

#include "wamp/transport/frame_codec.h"
#include "wamp/transport/frame_reader.h"

namespace wampbridge::transport {

struct RawSocketTerms {
  wamp::Serializer serializer = wamp::Serializer::kJson;
  size_t message_bytes_max = 0;       // what we announced
  size_t peer_message_bytes_max = 0;  // what the peer announced
};

// RawSocket on either side. The owner's messages have their headers already
// (Framing::kRawSocket) and are written from where they lie.
class RawSocketCodec : public FrameCodec {
 public:
  explicit RawSocketCodec(const RawSocketTerms& terms)
      : terms_(terms), reader_(terms.message_bytes_max) {}

  wamp::Serializer serializer() const override { return terms_.serializer; }
  size_t peer_message_bytes_max() const override {
    return terms_.peer_message_bytes_max;
  }
  bool is_rawsocket() const override { return true; }
  ReadBuffer& buffer() override { return reader_.buffer(); }
  void Take(Taken* taken) override;
  TransportLost HandleEnd() const override;
  std::string_view PollTransmitLocked(TransportOwner& owner) override;
  void ConsumeTransmitLocked(TransportOwner& owner, size_t octets) override;
  bool inside_message_locked() const override { return inside_message_; }
  void AppendPingLocked(std::string* out) override;
  void AppendPongLocked(std::string_view payload, std::string* out) override;
  void AppendCloseLocked(WebSocketCloseCode, std::string*) override {}

 private:
  absl::Status TakeFrames(Taken* taken);

  const RawSocketTerms terms_;
  FrameReader reader_;

  // Under the owner's lock.
  bool inside_message_ = false;  // as far as can be told: it may be
  uint32_t pings_ = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_RAWSOCKET_CODEC_H_
