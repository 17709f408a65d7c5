// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_INPUT_H_
#define WAMP_CODEC_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace wampbridge::wamp {

// A place in encoded octets, which must outlive it. Never reads beyond the end.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}

  bool empty() const { return offset_ == bytes_.size(); }
  size_t left() const { return bytes_.size() - offset_; }
  size_t offset() const { return offset_; }
  std::string_view rest() const { return bytes_.substr(offset_); }
  // What lies between `begin` and here. REQUIRES: begin <= offset().
  std::string_view Since(size_t begin) const {
    return bytes_.substr(begin, offset_ - begin);
  }

  // REQUIRES: !empty()
  unsigned char Peek() const {
    return static_cast<unsigned char>(bytes_[offset_]);
  }
  // REQUIRES: size <= left()
  void Skip(size_t size) { offset_ += size; }
  // REQUIRES: offset <= offset()
  void ReturnTo(size_t offset) { offset_ = offset; }
  // Takes the next octet if it is `wanted`.
  bool TakeIf(char wanted) {
    if (empty() || bytes_[offset_] != wanted) return false;
    ++offset_;
    return true;
  }
  // Takes `size` octets as a view, or nothing where there are fewer.
  bool Take(uint64_t size, std::string_view* out) {
    if (size > left()) return false;
    *out = bytes_.substr(offset_, size);
    offset_ += size;
    return true;
  }
  // Takes an unsigned integer of `size` octets (up to 8), the highest first.
  bool TakeUnsigned(size_t size, uint64_t* out) {
    if (size > left()) return false;
    *out = 0;
    for (size_t i = 0; i < size; ++i) *out = (*out << 8) | NextOctet();
    return true;
  }

  // InvalidArgumentError "<what> at octet <offset>"; where the input is at its
  // end, that is said instead.
  absl::Status Malformed(std::string_view what) const;
  static absl::Status MalformedAt(std::string_view what, size_t offset);
  // OutOfRangeError that names the limit.
  static absl::Status TooDeep(int nesting_max);

 private:
  unsigned char NextOctet() {
    return static_cast<unsigned char>(bytes_[offset_++]);
  }

  std::string_view bytes_;
  size_t offset_ = 0;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_INPUT_H_
