// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_FRAME_READER_H_
#define WAMP_TRANSPORT_FRAME_READER_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "wamp/transport/rawsocket_frame.h"
#include "wamp/transport/read_buffer.h"

namespace wampbridge::transport {

// Cuts a stream of octets into RawSocket frames, in the place where they were
// read. The caller reads into buffer(), takes frames with Next until there is
// none, and then compacts the buffer, which ends the life of the frames'
// payloads. Pure; holds at most one frame and a read's worth more.
class FrameReader {
 public:
  struct Frame {
    FrameType type;
    std::string_view payload;
  };
  // Frames over `length_max` are refused.
  explicit FrameReader(size_t length_max);

  ReadBuffer& buffer() { return buffer_; }
  // nullopt: no whole frame is there. InvalidArgumentError: the peer broke the
  // framing; ResourceExhaustedError: its frame is over the limit.
  absl::StatusOr<std::optional<Frame>> Next();
  // Whether the octets end inside a frame.
  bool cut() const { return !buffer_.empty(); }

 private:
  const size_t length_max_;
  ReadBuffer buffer_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_FRAME_READER_H_
