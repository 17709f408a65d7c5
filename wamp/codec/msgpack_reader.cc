// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/msgpack_reader.h"

#include <bit>
#include <cstdint>
#include <limits>

#include "absl/strings/str_cat.h"
#include "wamp/codec/utf8.h"

namespace wampbridge::wamp {
namespace {

using Kind = MsgpackHead::Kind;

void FillInteger(const MsgpackHead& head, Token* token) {
  const bool fits = head.kind == Kind::kSigned ||
                    head.value <= std::numeric_limits<int64_t>::max();
  token->kind = fits ? Token::Kind::kInt : Token::Kind::kUint;
  token->integer = static_cast<int64_t>(head.value);
  token->large = head.value;
}

void FillFloat(const MsgpackHead& head, Token* token) {
  token->kind = Token::Kind::kDouble;
  token->number =
      head.kind == Kind::kFloat64
          ? std::bit_cast<double>(head.value)
          : double{std::bit_cast<float>(static_cast<uint32_t>(head.value))};
}

}  // namespace

absl::Status MsgpackReader::Next(Token* token) {
  if (open_.empty()) {
    if (!begun_) {
      begun_ = true;
      return ReadItem(token);
    }
    token->kind = Token::Kind::kEnd;
    if (in_.empty()) return absl::OkStatus();
    return in_.Malformed("something after the value");
  }
  if (open_.complete()) {
    token->kind = open_.Close() == OpenItems::Form::kDict
                      ? Token::Kind::kEndDict
                      : Token::Kind::kEndList;
    return absl::OkStatus();
  }
  const bool key = open_.at_key();
  open_.Step();
  return key ? ReadKey(token) : ReadItem(token);
}

absl::Status MsgpackReader::NextItem(Token* token, std::string_view* octets) {
  const size_t begin = in_.offset();
  if (absl::Status read = Next(token); !read.ok()) return read;
  if (token->kind != Token::Kind::kBeginList &&
      token->kind != Token::Kind::kBeginDict) {
    *octets = in_.Since(begin);
    return absl::OkStatus();
  }
  open_.Close();
  in_.ReturnTo(begin);
  absl::Status skipped = SkipMsgpack(&in_);
  *octets = in_.Since(begin);
  return skipped;
}

absl::Status MsgpackReader::ReadItem(Token* token) {
  const size_t begin = in_.offset();
  MsgpackHead head;
  if (absl::Status taken = TakeMsgpackHead(&in_, &head); !taken.ok()) {
    return taken;
  }
  return Fill(head, begin, token);
}

absl::Status MsgpackReader::ReadKey(Token* token) {
  const size_t begin = in_.offset();
  MsgpackHead head;
  if (absl::Status taken = TakeMsgpackHead(&in_, &head); !taken.ok()) {
    return taken;
  }
  if (head.kind != Kind::kStr) {
    return Input::MalformedAt("a key that is no string", begin);
  }
  absl::Status read = ReadText(head, token);
  token->kind = Token::Kind::kKey;
  return read;
}

absl::Status MsgpackReader::Fill(const MsgpackHead& head, size_t begin,
                                 Token* token) {
  switch (head.kind) {
    case Kind::kNil:
      token->kind = Token::Kind::kNull;
      return absl::OkStatus();
    case Kind::kBool:
      token->kind = Token::Kind::kBool;
      token->boolean = head.value != 0;
      return absl::OkStatus();
    case Kind::kUnsigned:
    case Kind::kSigned:
      FillInteger(head, token);
      return absl::OkStatus();
    case Kind::kFloat32:
    case Kind::kFloat64:
      FillFloat(head, token);
      return absl::OkStatus();
    case Kind::kStr:
      return ReadText(head, token);
    case Kind::kBin:
      token->kind = Token::Kind::kBytes;
      in_.Take(head.value, &token->text);
      return absl::OkStatus();
    case Kind::kArray:
    case Kind::kMap:
      return Open(head, token);
    case Kind::kExt:
      break;
  }
  return Input::MalformedAt(absl::StrCat("MessagePack extension type ",
                                         head.ext_type, ", which WAMP lacks,"),
                            begin);
}

absl::Status MsgpackReader::ReadText(const MsgpackHead& head, Token* token) {
  token->kind = Token::Kind::kString;
  const size_t begin = in_.offset();
  in_.Take(head.value, &token->text);
  const size_t invalid = FindInvalidUtf8(token->text);
  if (invalid == std::string_view::npos) return absl::OkStatus();
  return Input::MalformedAt("bad UTF-8", begin + invalid);
}

absl::Status MsgpackReader::Open(const MsgpackHead& head, Token* token) {
  if (open_.depth() >= static_cast<size_t>(nesting_max_)) {
    return Input::TooDeep(nesting_max_);
  }
  if (head.kind == Kind::kArray) {
    token->kind = Token::Kind::kBeginList;
    token->size = head.value;
    open_.Open(OpenItems::Form::kList, head.value);
  } else {
    token->kind = Token::Kind::kBeginDict;
    token->size = head.value / 2;
    open_.Open(OpenItems::Form::kDict, head.value);
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::wamp
