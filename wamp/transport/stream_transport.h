// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_STREAM_TRANSPORT_H_
#define WAMP_TRANSPORT_STREAM_TRANSPORT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "wamp/transport/asio_loop.h"
#include "wamp/transport/byte_stream.h"
#include "wamp/transport/event_loop.h"
#include "wamp/transport/frame_codec.h"
#include "wamp/transport/transport.h"

namespace wampbridge::transport {

// WebSocket or RawSocket behind its handshake, on either side. The thread that
// has something to send writes it at once, under the owner's lock; what the
// socket does not take waits for the loop to see it writable. Answers pings.
class StreamTransport : public Transport,
                        public LoopClient,
                        public std::enable_shared_from_this<StreamTransport> {
 public:
  StreamTransport(std::unique_ptr<ByteStream> stream,
                  std::unique_ptr<FrameCodec> codec);
  ~StreamTransport() override;

  wamp::Serializer serializer() const override { return codec_->serializer(); }
  size_t peer_message_bytes_max() const override {
    return codec_->peer_message_bytes_max();
  }
  bool is_rawsocket() const override { return codec_->is_rawsocket(); }
  std::optional<TlsFacts> tls() const override { return stream_->tls(); }
  std::optional<absl::Duration> RoundTripLocked() const override {
    return stream_->round_trip();
  }
  void Start(std::shared_ptr<TransportOwner> owner) override;
  void FlushLocked() override;
  void Ping() override;
  void PauseReading() override;
  void ResumeReading() override;
  void Shutdown() override;
  void Reset() override;
  std::shared_ptr<void> Release() override;
  uint64_t octets_heard() const override { return stream_->octets_heard(); }
  absl::Time last_heard() const override { return stream_->last_heard(); }

 private:
  // How far the writing side has come to its end.
  enum class Ending {
    kNo,
    kAfterMessages,  // what waits is written first
    kSaid,           // only what was begun, and the last control frames
    kPeersWord,      // as kSaid, and then the connection is over
  };

  void Read();
  void HandleRead(const IoResult& result);
  // Takes what is whole out of what was read and delivers it.
  void HandleOctets();
  void AnswerPings();
  // The peer has ended the connection, or must not go on.
  void HandleEnd(const TransportLost& lost);
  void HandleWriteFailure(const absl::Status& cause);
  void Linger(TransportLost lost);
  void Lose(const TransportLost& lost);

  // Writes the next piece; no octets done means that nothing waits.
  IoResult WriteSomeLocked();
  void HandleDrainedLocked();
  void WaitWritable();

  const std::unique_ptr<ByteStream> stream_;
  const std::unique_ptr<FrameCodec> codec_;
  std::shared_ptr<TransportOwner> owner_;  // set while not lost; cleared locked

  // The loop's.
  FrameCodec::Taken taken_;  // of one read
  bool reading_ = false;
  bool paused_ = false;
  bool closing_ = false;  // Shutdown was called
  bool deaf_ = false;     // the peer has said its last word
  std::unique_ptr<Timer> linger_;

  // Under the owner's lock.
  std::string control_;       // control frames that wait
  bool control_cut_ = false;  // a part of control_ was written
  bool blocked_ = false;      // the loop waits for the socket to take more
  Ending ending_ = Ending::kNo;
  bool ended_ = false;  // nothing is written any more
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_STREAM_TRANSPORT_H_
