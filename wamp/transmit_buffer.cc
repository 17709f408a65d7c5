// SPDX-License-Identifier: Apache-2.0
#include "wamp/transmit_buffer.h"

#include <algorithm>
#include <cassert>

namespace wampbridge::wamp {
namespace {

constexpr size_t kRawSocketHeaderBytes = 4;
// A burst's memory is given back once it is written.
constexpr size_t kKeptBytesMax = 256 << 10;
// Moving what waits to the front pays once this much is consumed.
constexpr size_t kCompactBytesMin = 16 << 10;

// Advanced profile, "RawSocket transport": octet 0000XTTT, T = 0 for a message,
// then its length in 24 bits; X stands for a length of exactly 2^24.
void WriteHeader(size_t length, char* at) {
  at[0] = static_cast<char>((length >> 24) << 3);
  at[1] = static_cast<char>(length >> 16);
  at[2] = static_cast<char>(length >> 8);
  at[3] = static_cast<char>(length);
}

}  // namespace

size_t TransmitBuffer::header_bytes() const {
  return framing_ == Framing::kRawSocket ? kRawSocketHeaderBytes : 0;
}

std::string* TransmitBuffer::Begin() {
  open_ = octets_.size();
  octets_.append(header_bytes(), '\0');
  return &octets_;
}

size_t TransmitBuffer::open_bytes() const {
  return octets_.size() - open_ - header_bytes();
}

uint64_t TransmitBuffer::Commit() {
  if (framing_ == Framing::kRawSocket) {
    assert(open_bytes() <= kRawSocketBytesMax);
    WriteHeader(open_bytes(), octets_.data() + open_);
  }
  const uint64_t place = committed_;
  committed_ += octets_.size() - open_;
  ends_.push_back(committed_);
  return place;
}

void TransmitBuffer::Rollback() { octets_.resize(open_); }

std::string_view TransmitBuffer::Peek() const {
  if (ends_.empty()) return {};
  const uint64_t end =
      framing_ == Framing::kMessage ? ends_.front() : committed_;
  return std::string_view(octets_).substr(head_, end - consumed_);
}

void TransmitBuffer::Consume(size_t octets) {
  assert(octets <= Peek().size());
  head_ += octets;
  consumed_ += octets;
  while (!ends_.empty() && ends_.front() <= consumed_) {
    first_ = ends_.front();
    ends_.pop_front();
  }
  Compact();
}

void TransmitBuffer::Compact() {
  if (head_ == octets_.size()) {
    octets_.clear();
    if (octets_.capacity() > kKeptBytesMax) octets_.shrink_to_fit();
    head_ = 0;
  } else if (head_ >= kCompactBytesMin && head_ >= octets_.size() / 2) {
    octets_.erase(0, head_);
    head_ = 0;
  }
}

void TransmitBuffer::DropUnhanded() {
  // Only the first message can be begun and unfinished.
  const bool begun = !ends_.empty() && first_ < consumed_;
  const uint64_t kept_end = begun ? ends_.front() : consumed_;
  octets_.resize(head_ + (kept_end - consumed_));
  committed_ = kept_end;
  ends_.resize(begun ? 1 : 0);
}

void TransmitBuffer::Clear() {
  octets_.clear();
  octets_.shrink_to_fit();
  head_ = 0;
  committed_ = consumed_;
  first_ = consumed_;
  ends_.clear();
}

}  // namespace wampbridge::wamp
