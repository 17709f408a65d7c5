// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/cbor_reader.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "absl/strings/str_cat.h"
#include "wamp/codec/utf8.h"

namespace wampbridge::wamp {
namespace {

using Major = CborHead::Major;

constexpr uint64_t kInt64Max = std::numeric_limits<int64_t>::max();

// RFC 8949, appendix D.
double DecodeHalf(uint64_t bits) {
  const int exponent = static_cast<int>(bits >> 10) & 0x1F;
  const auto mantissa = static_cast<double>(bits & 0x3FF);
  double value = 0;
  if (exponent == 0) {
    value = std::ldexp(mantissa, -24);
  } else if (exponent != 31) {
    value = std::ldexp(mantissa + 1024, exponent - 25);
  } else {
    value = mantissa == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  }
  return (bits & 0x8000) != 0 ? -value : value;
}

// False for major type 7's values that are neither null, bool nor float.
bool FillOther(const CborHead& head, Token* token) {
  token->kind = Token::Kind::kDouble;
  switch (head.info) {
    case 20:
    case 21:
      token->kind = Token::Kind::kBool;
      token->boolean = head.info == 21;
      return true;
    case 22:
      token->kind = Token::Kind::kNull;
      return true;
    case CborHead::kHalf:
      token->number = DecodeHalf(head.argument);
      return true;
    case CborHead::kSingle:
      token->number =
          std::bit_cast<float>(static_cast<uint32_t>(head.argument));
      return true;
    case CborHead::kDouble:
      token->number = std::bit_cast<double>(head.argument);
      return true;
    default:
      return false;
  }
}

absl::Status RefuseOther(const CborHead& head, size_t begin) {
  if (head.is_break()) return Input::MalformedAt("stray CBOR break", begin);
  if (head.info == 23) {
    return Input::MalformedAt("CBOR undefined, which WAMP lacks,", begin);
  }
  return Input::MalformedAt(
      absl::StrCat("CBOR simple value ", head.argument, ", which WAMP lacks,"),
      begin);
}

}  // namespace

absl::Status CborReader::Next(Token* token) {
  if (open_.empty()) {
    if (!begun_) {
      begun_ = true;
      return ReadItem(token);
    }
    token->kind = Token::Kind::kEnd;
    if (in_.empty()) return absl::OkStatus();
    return in_.Malformed("something after the value");
  }
  if (open_.counted() ? open_.complete() : AtBreak()) return Close(token);
  const bool key = open_.at_key();
  const size_t begin = in_.offset();
  open_.Step();
  absl::Status read = ReadItem(token);
  if (!read.ok() || !key) return read;
  if (token->kind != Token::Kind::kString) {
    return Input::MalformedAt("a key that is no string", begin);
  }
  token->kind = Token::Kind::kKey;
  return absl::OkStatus();
}

absl::Status CborReader::NextItem(Token* token, std::string_view* octets) {
  const size_t begin = in_.offset();
  if (absl::Status read = Next(token); !read.ok()) return read;
  if (token->kind != Token::Kind::kBeginList &&
      token->kind != Token::Kind::kBeginDict) {
    *octets = in_.Since(begin);
    return absl::OkStatus();
  }
  if (!open_.counted() && AtBreak()) token->size = 0;
  open_.Close();
  in_.ReturnTo(begin);
  absl::Status skipped = SkipCbor(&in_);
  *octets = in_.Since(begin);
  return skipped;
}

absl::Status CborReader::ReadItem(Token* token) {
  const size_t begin = in_.offset();
  CborHead head;
  if (absl::Status taken = TakeCborHead(&in_, &head); !taken.ok()) {
    return taken;
  }
  return Fill(head, begin, token);
}

absl::Status CborReader::Fill(const CborHead& head, size_t begin,
                              Token* token) {
  switch (head.major) {
    case Major::kUnsigned:
      token->kind =
          head.argument <= kInt64Max ? Token::Kind::kInt : Token::Kind::kUint;
      token->integer = static_cast<int64_t>(head.argument);
      token->large = head.argument;
      return absl::OkStatus();
    case Major::kNegative:
      if (head.argument > kInt64Max) {
        return Input::MalformedAt("integer below -2^63", begin);
      }
      token->kind = Token::Kind::kInt;
      token->integer = -1 - static_cast<int64_t>(head.argument);
      return absl::OkStatus();
    case Major::kBytes:
    case Major::kText:
      return ReadString(head, token);
    case Major::kArray:
    case Major::kMap:
      return Open(head, token);
    case Major::kTag:
      return Input::MalformedAt(
          absl::StrCat("CBOR tag ", head.argument, ", which WAMP lacks,"),
          begin);
    case Major::kOther:
      break;
  }
  if (FillOther(head, token)) return absl::OkStatus();
  return RefuseOther(head, begin);
}

absl::Status CborReader::ReadString(const CborHead& head, Token* token) {
  const bool text = head.major == Major::kText;
  token->kind = text ? Token::Kind::kString : Token::Kind::kBytes;
  if (!head.indefinite()) return ReadChunk(head, &token->text);
  joined_.clear();
  while (true) {
    CborHead chunk;
    const size_t begin = in_.offset();
    if (absl::Status taken = TakeCborHead(&in_, &chunk); !taken.ok()) {
      return taken;
    }
    if (chunk.is_break()) break;
    if (chunk.major != head.major || chunk.indefinite()) {
      return Input::MalformedAt("foreign chunk in a CBOR string", begin);
    }
    std::string_view octets;
    if (absl::Status read = ReadChunk(chunk, &octets); !read.ok()) return read;
    joined_.append(octets);
  }
  token->text = joined_;
  return absl::OkStatus();
}

// Each chunk of text is UTF-8 by itself (RFC 8949, 3.2.3).
absl::Status CborReader::ReadChunk(const CborHead& head,
                                   std::string_view* chunk) {
  const size_t begin = in_.offset();
  in_.Take(head.argument, chunk);
  if (head.major == Major::kBytes) return absl::OkStatus();
  const size_t invalid = FindInvalidUtf8(*chunk);
  if (invalid == std::string_view::npos) return absl::OkStatus();
  return Input::MalformedAt("bad UTF-8", begin + invalid);
}

absl::Status CborReader::Open(const CborHead& head, Token* token) {
  if (open_.depth() >= static_cast<size_t>(nesting_max_)) {
    return Input::TooDeep(nesting_max_);
  }
  const bool map = head.major == Major::kMap;
  token->kind = map ? Token::Kind::kBeginDict : Token::Kind::kBeginList;
  token->size = std::nullopt;
  uint64_t items = OpenItems::kUncounted;
  if (!head.indefinite()) {
    token->size = head.argument;
    items = head.argument * (map ? 2 : 1);
  }
  open_.Open(map ? OpenItems::Form::kDict : OpenItems::Form::kList, items);
  return absl::OkStatus();
}

absl::Status CborReader::Close(Token* token) {
  if (!open_.counted()) {
    if (open_.form() == OpenItems::Form::kDict && !open_.at_key()) {
      return in_.Malformed("a key without a value");
    }
    in_.Skip(1);
  }
  token->kind = open_.Close() == OpenItems::Form::kDict ? Token::Kind::kEndDict
                                                        : Token::Kind::kEndList;
  return absl::OkStatus();
}

bool CborReader::AtBreak() const { return !in_.empty() && in_.Peek() == 0xFF; }

}  // namespace wampbridge::wamp
