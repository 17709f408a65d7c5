// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_FRAME_READER_H_
#define WAMP_TRANSPORT_FRAME_READER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "wamp/transport/rawsocket_frame.h"

namespace wampbridge::transport {

// Cuts a stream of octets into RawSocket frames. The caller reads into Space(),
// says how much with Commit, takes frames with Next until there is none, and
// then calls Compact, which ends the life of the frames' payloads. Pure; holds
// at most one frame and a read's worth more.
class FrameReader {
 public:
  struct Frame {
    FrameType type;
    std::string_view payload;
  };
  struct Room {
    char* data;
    size_t size;
  };

  // Frames over `length_max` are refused.
  explicit FrameReader(size_t length_max);

  // Where to put octets: never empty.
  Room Space();
  void Commit(size_t octets);
  // nullopt: no whole frame is there. InvalidArgumentError: the peer broke the
  // framing; ResourceExhaustedError: its frame is over the limit.
  absl::StatusOr<std::optional<Frame>> Next();
  void Compact();
  // Whether the octets end inside a frame.
  bool cut() const { return begin_ != end_; }

 private:
  void Reallocate(size_t capacity);

  const size_t length_max_;
  size_t capacity_ = 0;
  std::unique_ptr<char[]> buffer_;
  size_t begin_ = 0;  // first octet not yet given
  size_t end_ = 0;
  size_t wanted_;  // room that the frame at begin_ needs, as far as known
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_FRAME_READER_H_
