// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_WEBSOCKET_TRANSPORT_H_
#define WAMP_TRANSPORT_WEBSOCKET_TRANSPORT_H_

#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <string>

#include "wamp/transport/asio_loop.h"
#include "wamp/transport/event_loop.h"
#include "wamp/transport/transport.h"
#include "wamp/transport/websocket_stream.h"

namespace wampbridge::transport {

// WebSocket behind its handshake, on either side. Beast's stream belongs to one
// thread, so what others send is posted to the loop, once for all that has
// gathered until the loop comes to it.
class WebSocketTransport
    : public Transport,
      public LoopClient,
      public std::enable_shared_from_this<WebSocketTransport> {
 public:
  // `message_bytes_max` is what `stream` was made with.
  WebSocketTransport(std::unique_ptr<WebSocketStream> stream,
                     wamp::Serializer serializer, size_t message_bytes_max);
  ~WebSocketTransport() override;

  wamp::Serializer serializer() const override { return serializer_; }
  // WebSocket announces no limits.
  size_t peer_message_bytes_max() const override { return SIZE_MAX; }
  bool is_rawsocket() const override { return false; }
  void Start(std::shared_ptr<TransportOwner> owner) override;
  void FlushLocked() override;
  void Ping() override;
  void PauseReading() override;
  void ResumeReading() override;
  void Shutdown() override;
  void Reset() override;
  std::shared_ptr<void> Release() override;
  uint64_t octets_heard() const override;
  absl::Time last_heard() const override;

 private:
  using error_code = boost::system::error_code;

  void Read();
  void HandleRead(const error_code& error);
  void HandleMessage();
  void WriteNext();
  void HandleWritten(const error_code& error);
  void HandleDrained();
  TransportLost LossOf(const error_code& error) const;
  void Linger(TransportLost lost);
  void Lose(const TransportLost& lost);

  const std::unique_ptr<WebSocketStream> stream_;
  const wamp::Serializer serializer_;
  const size_t message_bytes_max_;
  std::shared_ptr<TransportOwner> owner_;  // set while not lost; cleared locked

  // The loop's.
  boost::beast::flat_buffer read_buffer_;
  std::string write_buffer_;  // the message that is being written
  bool reading_ = false;
  bool paused_ = false;
  bool pinging_ = false;
  bool closing_ = false;  // Shutdown was called
  std::unique_ptr<Timer> linger_;

  // Under the owner's lock.
  bool writing_ = false;  // WriteNext was posted or a write is running
  bool ended_ = false;    // nothing is written any more
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_WEBSOCKET_TRANSPORT_H_
