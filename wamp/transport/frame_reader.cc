// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/frame_reader.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

// What an idle connection holds; small messages come by the dozen in one read.
constexpr size_t kRoomMin = 8 << 10;
// After a larger frame the buffer shrinks again.
constexpr size_t kRoomKept = 64 << 10;

}  // namespace

FrameReader::FrameReader(size_t length_max)
    : length_max_(length_max), wanted_(kRawSocketHeaderBytes) {
  Reallocate(kRoomMin);
}

FrameReader::Room FrameReader::Space() {
  if (end_ == capacity_) Compact();
  assert(end_ < capacity_);
  return {buffer_.get() + end_, capacity_ - end_};
}

void FrameReader::Commit(size_t octets) {
  assert(octets <= capacity_ - end_);
  end_ += octets;
}

absl::StatusOr<std::optional<FrameReader::Frame>> FrameReader::Next() {
  const std::string_view rest(buffer_.get() + begin_, end_ - begin_);
  wanted_ = kRawSocketHeaderBytes;
  if (rest.size() < wanted_) return std::nullopt;
  const absl::StatusOr<FrameHeader> header = ParseFrameHeader(rest);
  if (!header.ok()) return header.status();
  if (header->length > length_max_) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the peer sent a message of ", header->length,
                     " octets, over the limit of ", length_max_));
  }
  wanted_ += header->length;
  if (rest.size() < wanted_) return std::nullopt;
  begin_ += wanted_;
  return Frame{header->type,
               rest.substr(kRawSocketHeaderBytes, header->length)};
}

void FrameReader::Compact() {
  const size_t held = end_ - begin_;
  const bool too_small = wanted_ > capacity_;
  const bool too_large =
      capacity_ > kRoomKept && std::max(held, wanted_) <= kRoomMin;
  if (too_small || too_large) {
    Reallocate(std::max(wanted_, kRoomMin));
  } else if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, held);
    begin_ = 0;
    end_ = held;
  }
}

void FrameReader::Reallocate(size_t capacity) {
  std::unique_ptr<char[]> fresh(new char[capacity]);
  const size_t held = end_ - begin_;
  if (held > 0) std::memcpy(fresh.get(), buffer_.get() + begin_, held);
  buffer_ = std::move(fresh);
  capacity_ = capacity;
  begin_ = 0;
  end_ = held;
}

}  // namespace wampbridge::transport
