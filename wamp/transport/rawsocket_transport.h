// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_RAWSOCKET_TRANSPORT_H_
#define WAMP_TRANSPORT_RAWSOCKET_TRANSPORT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wamp/transport/asio_loop.h"
#include "wamp/transport/byte_stream.h"
#include "wamp/transport/event_loop.h"
#include "wamp/transport/frame_reader.h"
#include "wamp/transport/transport.h"

namespace wampbridge::transport {

struct RawSocketTerms {
  wamp::Serializer serializer = wamp::Serializer::kJson;
  size_t message_bytes_max = 0;       // what we announced
  size_t peer_message_bytes_max = 0;  // what the peer announced
};

// RawSocket behind its handshake, on either side. The thread that has something
// to send writes it at once, under the owner's lock; what the socket does not
// take waits for the loop to see it writable. Answers PING with PONG.
class RawSocketTransport
    : public Transport,
      public LoopClient,
      public std::enable_shared_from_this<RawSocketTransport> {
 public:
  RawSocketTransport(std::unique_ptr<ByteStream> stream, RawSocketTerms terms);
  ~RawSocketTransport() override;

  wamp::Serializer serializer() const override { return terms_.serializer; }
  size_t peer_message_bytes_max() const override {
    return terms_.peer_message_bytes_max;
  }
  bool is_rawsocket() const override { return true; }
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
  void Read();
  void HandleRead(const IoResult& result);
  // Takes whole frames out of what was read and delivers them.
  void HandleOctets();
  absl::Status TakeFrames();
  absl::Status AnswerPing(std::string_view payload);
  void HandleWriteFailure(const absl::Status& cause);
  void Linger(TransportLost::By by, absl::Status cause);
  void Lose(TransportLost::By by, const absl::Status& cause);

  // Writes the next piece; no octets done means that nothing waits.
  IoResult WriteSomeLocked();
  void HandleDrainedLocked();
  void WaitWritable();

  const std::unique_ptr<ByteStream> stream_;
  const RawSocketTerms terms_;
  std::shared_ptr<TransportOwner> owner_;  // set while not lost; cleared locked

  // The loop's.
  FrameReader reader_;
  std::vector<std::string_view> messages_;  // of one read
  bool reading_ = false;
  bool paused_ = false;
  bool closing_ = false;  // Shutdown was called
  uint32_t pings_ = 0;
  std::unique_ptr<Timer> linger_;

  // Under the owner's lock.
  std::string control_;       // PING and PONG frames that wait
  bool control_cut_ = false;  // a part of control_ was written
  bool owner_cut_ = false;    // of what the owner gave a part may be written
  bool blocked_ = false;      // the loop waits for the socket to take more
  bool ended_ = false;        // nothing is written any more
  bool end_asked_ = false;    // once drained, say that nothing follows
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_RAWSOCKET_TRANSPORT_H_
