// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_SERVER_CONNECTION_H_
#define WAMP_TRANSPORT_SERVER_CONNECTION_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/serializer.h"

namespace wampbridge::transport {

// Told of what comes over one accepted connection, on that connection's loop,
// in order, without a lock.
class ServerConnectionObserver {
 public:
  virtual ~ServerConnectionObserver() = default;
  // One whole WAMP message in the connection's serializer, not yet parsed. The
  // view is good until this returns.
  virtual void OnMessage(std::string_view message) = 0;
  // The last call, once: the connection is gone. `why` is OK when the peer
  // closed in order or Close was called, else it says what went wrong.
  virtual void OnClosed(const absl::Status& why) = 0;
};

// One connection that a Listener accepted and shook hands with: carries whole
// messages and knows nothing of what is in them. Every method may be called
// from any thread and none blocks.
class ServerConnection {
 public:
  virtual ~ServerConnection() = default;

  // Settled by the handshake; constant.
  virtual wamp::Serializer serializer() const = 0;
  virtual const std::string& peer() const = 0;  // "127.0.0.1:40312", "unix:"
  virtual const std::string& transport() const = 0;  // "ws", "tcp", "unix", …
  virtual size_t message_bytes_max() const = 0;      // the peer's limit

  // Queues one message and writes as much as the socket takes. Messages go out
  // in the order of the calls. ResourceExhausted: the message is over the
  // peer's limit or does not fit into write_buffer_bytes beside what still
  // waits; nothing was queued. FailedPrecondition: closed.
  virtual absl::Status Send(std::string message) = 0;
  // Octets that wait to be written.
  virtual size_t transmit_bytes() const = 0;

  // Writes what waits (at most a second), then closes in order. Nothing is
  // read any more; OnClosed follows.
  virtual void Close() = 0;
  // Drops the connection at once, as a router that dies does: TCP sends RST.
  virtual void Reset() = 0;
  // While paused nothing is read from the socket, as from a router that hangs.
  virtual void PauseReading() = 0;
  virtual void ResumeReading() = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_SERVER_CONNECTION_H_
