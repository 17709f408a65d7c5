// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/msgpack_head.h"

#include <array>
#include <cstddef>

namespace wampbridge::wamp {
namespace {

using Kind = MsgpackHead::Kind;

// Octets 0xC0..0xDF (MessagePack specification, "Overview"): the type, and how
// many octets hold the scalar or the length.
struct Form {
  Kind kind = Kind::kNil;
  uint8_t width = 0;
};
constexpr std::array<Form, 32> kForms = {{
    {Kind::kNil, 0},      {Kind::kNil, 0} /* 0xC1: never used */,
    {Kind::kBool, 0},     {Kind::kBool, 0},
    {Kind::kBin, 1},      {Kind::kBin, 2},
    {Kind::kBin, 4},      {Kind::kExt, 1},
    {Kind::kExt, 2},      {Kind::kExt, 4},
    {Kind::kFloat32, 4},  {Kind::kFloat64, 8},
    {Kind::kUnsigned, 1}, {Kind::kUnsigned, 2},
    {Kind::kUnsigned, 4}, {Kind::kUnsigned, 8},
    {Kind::kSigned, 1},   {Kind::kSigned, 2},
    {Kind::kSigned, 4},   {Kind::kSigned, 8},
    {Kind::kExt, 0},      {Kind::kExt, 0},
    {Kind::kExt, 0},      {Kind::kExt, 0},
    {Kind::kExt, 0},      {Kind::kStr, 1},
    {Kind::kStr, 2},      {Kind::kStr, 4},
    {Kind::kArray, 2},    {Kind::kArray, 4},
    {Kind::kMap, 2},      {Kind::kMap, 4},
}};

uint64_t SignExtend(uint64_t value, int octets) {
  switch (octets) {
    case 1:
      return static_cast<uint64_t>(int64_t{static_cast<int8_t>(value)});
    case 2:
      return static_cast<uint64_t>(int64_t{static_cast<int16_t>(value)});
    case 4:
      return static_cast<uint64_t>(int64_t{static_cast<int32_t>(value)});
    default:
      return value;
  }
}

// The types whose first octet holds the value or the length.
bool TakeShort(unsigned char first, MsgpackHead* head) {
  if (first < 0x80) {
    *head = {Kind::kUnsigned, first, 0};
  } else if (first < 0x90) {
    *head = {Kind::kMap, uint64_t{2} * (first & 0x0F), 0};
  } else if (first < 0xA0) {
    *head = {Kind::kArray, uint64_t{first} & 0x0F, 0};
  } else if (first < 0xC0) {
    *head = {Kind::kStr, uint64_t{first} & 0x1F, 0};
  } else if (first >= 0xE0) {
    *head = {Kind::kSigned, SignExtend(first, 1), 0};
  } else {
    return false;
  }
  return true;
}

absl::Status TakeLong(unsigned char first, Input* in, MsgpackHead* head) {
  const Form form = kForms[first - 0xC0];
  head->kind = form.kind;
  if (!in->TakeUnsigned(form.width, &head->value)) {
    in->Skip(in->left());
    return in->Malformed("");
  }
  if (form.kind == Kind::kBool) head->value = first & 1;
  if (form.kind == Kind::kSigned) {
    head->value = SignExtend(head->value, form.width);
  }
  if (form.kind == Kind::kMap) head->value *= 2;
  if (form.kind == Kind::kExt) {
    if (form.width == 0) head->value = uint64_t{1} << (first - 0xD4);
    uint64_t type = 0;
    if (!in->TakeUnsigned(1, &type)) return in->Malformed("");
    head->ext_type = static_cast<int8_t>(type);
  }
  return absl::OkStatus();
}

bool HasLength(Kind kind) { return kind >= Kind::kStr; }

bool HoldsItems(Kind kind) {
  return kind == Kind::kArray || kind == Kind::kMap;
}

}  // namespace

absl::Status TakeMsgpackHead(Input* in, MsgpackHead* head) {
  if (in->empty()) return in->Malformed("");
  const size_t begin = in->offset();
  const unsigned char first = in->Peek();
  if (first == 0xC1) return in->Malformed("0xC1, which is not MessagePack");
  in->Skip(1);
  if (!TakeShort(first, head)) {
    if (absl::Status taken = TakeLong(first, in, head); !taken.ok()) {
      return taken;
    }
  }
  // Each item takes an octet at least, so this bounds what a count can claim.
  if (HasLength(head->kind) && head->value > in->left()) {
    return Input::MalformedAt("length beyond the end", begin);
  }
  return absl::OkStatus();
}

absl::Status SkipMsgpack(Input* in) {
  MsgpackHead head;
  for (uint64_t pending = 1; pending > 0; --pending) {
    if (absl::Status taken = TakeMsgpackHead(in, &head); !taken.ok()) {
      return taken;
    }
    if (HoldsItems(head.kind)) {
      pending += head.value;
    } else if (HasLength(head.kind)) {
      in->Skip(head.value);
    }
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::wamp
