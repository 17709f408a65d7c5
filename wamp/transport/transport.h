// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_TRANSPORT_H_
#define WAMP_TRANSPORT_TRANSPORT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "wamp/serializer.h"
#include "wamp/transport/tls_facts.h"

namespace wampbridge::transport {

// How a transport came to its end.
struct TransportLost {
  enum class By {
    kUs,     // Shutdown or Reset
    kPeer,   // closed in order, if without a word of WAMP
    kError,  // broken, or the peer broke the framing
  };
  By by = By::kError;
  absl::Status cause;  // in words, never OK
};

// Who uses a transport: what is to be written comes from here, what was read
// goes here.
class TransportOwner {
 public:
  virtual ~TransportOwner() = default;

  // Guards what waits to be written; the owner's own lock.
  virtual std::mutex& mutex() = 0;
  // As wamp::Session's, in the framing that the transport wants. REQUIRES:
  // mutex() is held.
  virtual std::string_view PollTransmitLocked() = 0;
  virtual void ConsumeTransmitLocked(size_t octets) = 0;

  // On the loop, without the lock. Whole messages in the order in which they
  // came; views are good until this returns.
  virtual void OnMessages(std::span<const std::string_view> messages) = 0;
  // The last call, once.
  virtual void OnTransportLost(const TransportLost& lost) = 0;
  // Instead of it when the loop ends while the connection is open: let go of
  // what keeps you alive. On the thread that ends the loop.
  virtual void OnLoopEnded() {}
};

// One connection whose handshake is done, client's or server's: carries whole
// messages, answers pings, keeps to both size limits. Knows nothing of WAMP's
// messages. It and its owner keep each other alive until OnTransportLost.
class Transport {
 public:
  virtual ~Transport() = default;

  // Settled by the handshake; constant.
  virtual wamp::Serializer serializer() const = 0;
  virtual size_t peer_message_bytes_max() const = 0;
  // Whether messages to transmit carry RawSocket's header (Framing::kRawSocket)
  // or come one at a time (Framing::kMessage).
  virtual bool is_rawsocket() const = 0;
  // Nothing without TLS. Any thread.
  virtual std::optional<TlsFacts> tls() const { return std::nullopt; }

  // To the peer, as TCP measures it; nothing on a Unix socket. REQUIRES: the
  // owner's mutex is held; any thread.
  virtual std::optional<absl::Duration> RoundTripLocked() const {
    return std::nullopt;
  }

  // Begins to read. Loop; once.
  virtual void Start(std::shared_ptr<TransportOwner> owner) = 0;
  // Something waits to be written. REQUIRES: the owner's mutex is held; any
  // thread.
  virtual void FlushLocked() = 0;

  // The rest is for the loop's thread, without the lock.

  virtual void Ping() = 0;
  // While paused nothing is read from the socket.
  virtual void PauseReading() = 0;
  virtual void ResumeReading() = 0;
  // Writes what waits, closes in order, within a second; delivers nothing more.
  virtual void Shutdown() = 0;
  // Drops the connection at once; the peer sees a reset.
  virtual void Reset() = 0;

  // How many octets came and when the last did.
  virtual uint64_t octets_heard() const = 0;
  virtual absl::Time last_heard() const = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_TRANSPORT_H_
