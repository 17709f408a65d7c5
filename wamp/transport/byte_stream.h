// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_BYTE_STREAM_H_
#define WAMP_TRANSPORT_BYTE_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "wamp/transport/asio_loop.h"
#include "wamp/transport/tls_facts.h"

namespace wampbridge::transport {

// How reading or writing went.
struct IoResult {
  enum class Outcome {
    kDone,     // `octets` were moved, at least one
    kBlocked,  // writing only: the socket takes nothing now
    kEnd,      // reading only: the peer closed its side in order
    kFailed,   // the stream is broken: `error` says why
  };
  Outcome outcome = Outcome::kDone;
  size_t octets = 0;
  absl::Status error;
};

// A connected socket, plain or with TLS, that is read by its loop and written
// by anybody without blocking. Knows no framing.
//
// AsyncRead, WaitWritable, Close and Reset belong to the loop's thread. Write,
// Flush and ShutdownWrite may come from any thread while another reads, one at
// a time and never beside Close or Reset: the transport's lock sees to that.
// Handlers run on the loop, never before the call that took them has returned;
// Close and Reset make waiting ones fail. A handler must keep its stream alive.
class ByteStream {
 public:
  using ReadHandler = absl::AnyInvocable<void(IoResult)>;
  using WaitHandler = absl::AnyInvocable<void()>;

  virtual ~ByteStream() = default;

  virtual AsioLoop& loop() = 0;

  // At most one at a time; `data` must live until the handler runs.
  virtual void AsyncRead(char* data, size_t size, ReadHandler handler) = 0;
  // Writes a first part of `octets`, maybe all.
  virtual IoResult Write(std::string_view octets) = 0;
  // Gives the socket what earlier writes have left in the stream (TLS records
  // go out whole or wait here): kDone when nothing is left.
  virtual IoResult Flush() = 0;
  // Runs `handler` when Write may get on, or the stream is broken.
  virtual void WaitWritable(WaitHandler handler) = 0;

  // Says that nothing more will be written.
  virtual void ShutdownWrite() = 0;
  virtual void Close() = 0;
  // Closes so that the peer sees a reset connection.
  virtual void Reset() = 0;

  // How many octets the socket has given and when it last gave some.
  virtual uint64_t octets_heard() const = 0;
  virtual absl::Time last_heard() const = 0;

  // Between a segment and its acknowledgement, as TCP measures it; nothing on a
  // Unix socket. Never beside Close or Reset.
  virtual std::optional<absl::Duration> round_trip() const {
    return std::nullopt;
  }

  // Nothing without TLS. After the handshake; any thread.
  virtual std::optional<TlsFacts> tls() const { return std::nullopt; }
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_BYTE_STREAM_H_
