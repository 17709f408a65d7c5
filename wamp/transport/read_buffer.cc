// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/read_buffer.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace wampbridge::transport {
namespace {

// What an idle connection holds; small messages come by the dozen in one read.
constexpr size_t kRoomMin = 8 << 10;
// After a larger frame the buffer shrinks again.
constexpr size_t kRoomKept = 64 << 10;

}  // namespace

ReadBuffer::ReadBuffer() : capacity_(kRoomMin), buffer_(new char[kRoomMin]) {}

ReadBuffer::Room ReadBuffer::Space() {
  if (end_ == capacity_) Compact();
  assert(end_ < capacity_);
  return {buffer_.get() + end_, capacity_ - end_};
}

void ReadBuffer::Commit(size_t octets) {
  assert(octets <= capacity_ - end_);
  end_ += octets;
}

void ReadBuffer::Put(std::string_view octets) {
  if (octets.empty()) return;
  Want(rest().size() + octets.size() + 1);
  Compact();
  std::memcpy(Space().data, octets.data(), octets.size());
  Commit(octets.size());
}

std::string_view ReadBuffer::Take(size_t octets) {
  assert(octets <= end_ - begin_);
  const std::string_view taken(buffer_.get() + begin_, octets);
  begin_ += octets;
  return taken;
}

void ReadBuffer::Gather(size_t octets) {
  const std::string_view taken = Take(octets);
  if (gathered_bytes_ == 0) {
    gathered_ = begin_ - octets;
  } else {
    std::memmove(buffer_.get() + gathered_ + gathered_bytes_, taken.data(),
                 octets);
  }
  gathered_bytes_ += octets;
}

std::string_view ReadBuffer::TakeGathered() {
  return {buffer_.get() + gathered_, std::exchange(gathered_bytes_, 0)};
}

void ReadBuffer::Compact() {
  const size_t needed = gathered_bytes_ + std::max(wanted_, end_ - begin_);
  const bool too_small = gathered_bytes_ + wanted_ > capacity_;
  const bool too_large = capacity_ > kRoomKept && needed <= kRoomMin;
  if (too_small || too_large) {
    // Twice what is gathered, lest small fragments copy it again and again.
    capacity_ = std::max({needed, 2 * gathered_bytes_, kRoomMin});
    std::unique_ptr<char[]> fresh(new char[capacity_]);
    MoveTo(fresh.get());
    buffer_ = std::move(fresh);
  } else if (begin_ > gathered_bytes_) {
    MoveTo(buffer_.get());
  }
}

void ReadBuffer::MoveTo(char* to) {
  const std::span<char> last = rest();
  std::memmove(to, buffer_.get() + gathered_, gathered_bytes_);
  std::memmove(to + gathered_bytes_, last.data(), last.size());
  gathered_ = 0;
  begin_ = gathered_bytes_;
  end_ = begin_ + last.size();
}

}  // namespace wampbridge::transport
