// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_PLAIN_STREAM_H_
#define WAMP_TRANSPORT_PLAIN_STREAM_H_

#include <atomic>
#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "wamp/transport/byte_stream.h"

namespace wampbridge::transport {

using StreamSocket = boost::asio::generic::stream_protocol::socket;

// How TCP itself watches over a connection.
struct TcpWatch {
  absl::Duration keepalive_interval = absl::Seconds(60);
  absl::Duration keepalive_timeout = absl::Seconds(30);
};

// TCP_NODELAY, SO_KEEPALIVE and TCP_USER_TIMEOUT; nothing on a Unix socket.
void WatchTcp(StreamSocket& socket, const TcpWatch& watch);

// A TCP or Unix socket as it is. Owns it.
class PlainStream : public ByteStream {
 public:
  // `socket` is connected and hangs on the context of `loop`, which must
  // outlive the stream.
  PlainStream(AsioLoop& loop, StreamSocket socket);
  ~PlainStream() override;

  // Holds `token` until the stream is closed.
  void Keep(std::shared_ptr<void> token) { kept_ = std::move(token); }

  AsioLoop& loop() override { return loop_; }
  void AsyncRead(char* data, size_t size, ReadHandler handler) override;
  IoResult Write(std::string_view octets) override;
  IoResult Flush() override { return {}; }
  void WaitWritable(WaitHandler handler) override;
  void ShutdownWrite() override;
  void Close() override;
  void Reset() override;
  uint64_t octets_heard() const override { return octets_heard_; }
  absl::Time last_heard() const override;
  std::optional<absl::Duration> round_trip() const override;

 private:
  AsioLoop& loop_;
  StreamSocket socket_;
  const int fd_;  // socket_'s, for Write beside a read
  bool closed_ = false;
  std::atomic<uint64_t> octets_heard_ = 0;
  std::atomic<int64_t> last_heard_ns_;
  std::shared_ptr<void> kept_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_PLAIN_STREAM_H_
