// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSMIT_BUFFER_H_
#define WAMP_TRANSMIT_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "wamp/framing.h"

namespace wampbridge::wamp {

// The octets that a session has to write, in order, and how far the writer has
// come. Each message has a place: the count of octets before its first one
// since the session began. So a request remembers one number and can tell
// whether any octet of it was handed over. Knows no limit; its owner asks
// waiting() first. Not thread-safe.
//
//   AppendRequest(…, buffer.Begin());
//   uint64_t place = buffer.Commit();      // or buffer.Rollback()
//   … write(buffer.Peek()); buffer.Consume(n);
//   bool handed = buffer.Handed(place);
class TransmitBuffer {
 public:
  explicit TransmitBuffer(Framing framing) : framing_(framing) {}

  // Starts a message: append it to *Begin(), then Commit or Rollback.
  std::string* Begin();
  // The octets appended since Begin, without framing.
  size_t open_bytes() const;
  // REQUIRES: open_bytes() <= kRawSocketBytesMax with kRawSocket.
  uint64_t Commit();
  void Rollback();

  // What to write now: with kMessage the first message, with kRawSocket all.
  // Good until the next call that is not const.
  std::string_view Peek() const;
  void Consume(size_t octets);
  bool Handed(uint64_t place) const { return place < consumed_; }

  // Drops every message of which nothing was handed over; the rest of one that
  // was begun stays, since the stream would break without it.
  void DropUnhanded();
  void Clear();

  // Octets committed and not consumed, with framing.
  size_t waiting() const { return octets_.size() - head_; }
  size_t header_bytes() const;

  // RawSocket's largest frame: 2^24 octets.
  static constexpr size_t kRawSocketBytesMax = size_t{1} << 24;

 private:
  void Compact();

  const Framing framing_;
  std::string octets_;  // consumed octets until head_, then what waits
  size_t head_ = 0;
  size_t open_ = 0;         // where the message of Begin starts in octets_
  uint64_t consumed_ = 0;   // octets consumed since the session began
  uint64_t committed_ = 0;  // octets committed since the session began
  uint64_t first_ = 0;      // place of the first message not wholly consumed
  // The places behind each message that is not wholly consumed.
  std::deque<uint64_t> ends_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_TRANSMIT_BUFFER_H_
