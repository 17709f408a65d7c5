// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_LISTENER_H_
#define WAMP_TRANSPORT_LISTENER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "wamp/serializer.h"
#include "wamp/transport/io_threads.h"
#include "wamp/transport/server_connection.h"

namespace wampbridge::transport {

// Where and how to listen.
struct ListenOptions {
  // ws://127.0.0.1:8080/ws, wss://…, tcp://127.0.0.1:8081, tcps://…,
  // unix:///path; port 0 takes a free one.
  std::string url;
  std::vector<wamp::Serializer> serializers = {wamp::Serializer::kCbor,
                                               wamp::Serializer::kMsgpack,
                                               wamp::Serializer::kJson};
  // The largest message taken; RawSocket announces the power of two that is at
  // most this.
  size_t message_bytes_max = 16 << 20;
  // Octets that may wait to be written to one peer.
  size_t write_buffer_bytes = 16 << 20;
  absl::Duration handshake_timeout = absl::Seconds(10);
  size_t connections_max = 10000;  // more are closed as they come
  // For wss and tcps.
  std::string cert_file;
  std::string key_file;
  std::string client_ca_file;  // set: a client certificate is required
};

// Accepts WAMP connections on one address and settles transport and serializer
// with each. Owns the listening socket; connections own themselves.
//
//   auto listener = Listener::Listen(io, options, [&](auto connection) {
//     return std::make_shared<Peer>(std::move(connection));
//   });
//   dial.url = (*listener)->url();
class Listener {
 public:
  // Told of each connection once its handshake is done, on the connection's
  // loop; messages come after it has returned. The connection keeps what it
  // returns until OnClosed; nullptr turns the connection away.
  using AcceptFunction =
      std::function<std::shared_ptr<ServerConnectionObserver>(
          std::shared_ptr<ServerConnection>)>;

  // InvalidArgument: the URL or a file is wrong; Unavailable: the address
  // cannot be taken (its message names the address and why). `io` must outlive
  // the listener and its connections.
  static absl::StatusOr<std::unique_ptr<Listener>> Listen(
      IoThreads& io, ListenOptions options, AcceptFunction accept);
  virtual ~Listener() = default;  // as Stop

  // As given, with the port that was taken.
  virtual const std::string& url() const = 0;
  virtual int port() const = 0;  // 0 for unix
  // Stops accepting, at once; connections live on. A second call does nothing.
  virtual void Stop() = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_LISTENER_H_
