// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_CBOR_HEAD_H_
#define WAMP_CODEC_CBOR_HEAD_H_

#include <cstdint>

#include "absl/status/status.h"
#include "wamp/codec/input.h"

namespace wampbridge::wamp {

// What stands at the beginning of each CBOR item (RFC 8949, 3): the major type
// and the argument.
struct CborHead {
  enum class Major : uint8_t {
    kUnsigned,
    kNegative,
    kBytes,
    kText,
    kArray,
    kMap,
    kTag,
    kOther,  // simple values, floats, break
  };
  static constexpr uint8_t kHalf = 25;
  static constexpr uint8_t kSingle = 26;
  static constexpr uint8_t kDouble = 27;
  static constexpr uint8_t kIndefinite = 31;

  Major major = Major::kUnsigned;
  uint8_t info = 0;  // the low five bits of the first octet
  uint64_t argument = 0;

  bool indefinite() const { return info == kIndefinite; }
  bool is_break() const { return major == Major::kOther && indefinite(); }
};

// Refuses what is cut short, claims more than follows, or is reserved.
absl::Status TakeCborHead(Input* in, CborHead* head);

// Steps over one item and all in it, whatever its types and nesting; only open
// indefinite lengths are bounded, for each has to be remembered.
absl::Status SkipCbor(Input* in);
inline constexpr int kSkippedIndefiniteMax = 10'000;

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_CBOR_HEAD_H_
