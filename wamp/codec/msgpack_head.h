// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_MSGPACK_HEAD_H_
#define WAMP_CODEC_MSGPACK_HEAD_H_

#include <cstdint>

#include "absl/status/status.h"
#include "wamp/codec/input.h"

namespace wampbridge::wamp {

// What stands at the beginning of each MessagePack item: its type with the
// scalar itself, or with the number of octets or items that follow.
struct MsgpackHead {
  enum class Kind : uint8_t {
    kNil,
    kBool,
    kUnsigned,
    kSigned,  // below 0 or of a signed width
    kFloat32,
    kFloat64,
    kStr,
    kBin,
    kArray,
    kMap,
    kExt,
  };
  Kind kind = Kind::kNil;
  // The scalar's bits, sign-extended for kSigned; or octets; or items, for a
  // map keys and values together.
  uint64_t value = 0;
  int8_t ext_type = 0;
};

// Refuses what is cut short, claims more than follows, or is 0xC1.
absl::Status TakeMsgpackHead(Input* in, MsgpackHead* head);

// Steps over one item and all in it, whatever its types and nesting.
absl::Status SkipMsgpack(Input* in);

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_MSGPACK_HEAD_H_
