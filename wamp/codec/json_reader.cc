// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/json_reader.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "wamp/codec/json_text.h"

namespace wampbridge::wamp {
namespace {

// Abseil decodes leniently; what encodes to the same again was exact.
bool DecodeBase64(std::string_view text, std::string* out) {
  const absl::string_view base64(text.data(), text.size());
  return absl::Base64Unescape(base64, out) &&
         absl::Base64Escape(*out) == base64;
}

}  // namespace

absl::Status JsonReader::Next(Token* token) {
  SkipJsonSpace(&in_);
  switch (expect_) {
    case Expect::kValue:
      return ReadItem(token);
    case Expect::kFirst:
      return AtClosing() ? Close(token) : ReadItem(token);
    case Expect::kMore:
      break;
  }
  if (open_.empty()) {
    token->kind = Token::Kind::kEnd;
    if (in_.empty()) return absl::OkStatus();
    return in_.Malformed("something after the value");
  }
  if (AtClosing()) return Close(token);
  if (!in_.TakeIf(',')) return in_.Malformed("no ',' between items");
  SkipJsonSpace(&in_);
  return ReadItem(token);
}

absl::Status JsonReader::NextItem(Token* token, std::string_view* octets) {
  if (absl::Status read = Next(token); !read.ok()) return read;
  if (token->kind != Token::Kind::kBeginList &&
      token->kind != Token::Kind::kBeginDict) {
    *octets = in_.Since(value_begin_);
    return absl::OkStatus();
  }
  const size_t begin = value_begin_;
  const size_t outside = open_.size() - 1;
  form_only_ = true;
  Token inner;
  absl::Status read = Next(&inner);
  if (read.ok() && open_.size() == outside) token->size = 0;
  while (read.ok() && open_.size() > outside) read = Next(&inner);
  form_only_ = false;
  *octets = in_.Since(begin);
  return read;
}

absl::Status JsonReader::ReadItem(Token* token) {
  const bool in_dict = !open_.empty() && open_.back() == '}';
  if (in_dict && !after_key_) return ReadKey(token);
  after_key_ = false;
  return ReadValue(token);
}

absl::Status JsonReader::ReadValue(Token* token) {
  if (in_.empty()) return in_.Malformed("");
  expect_ = Expect::kMore;
  value_begin_ = in_.offset();
  switch (in_.Peek()) {
    case '[':
    case '{':
      return Open(token);
    case '"':
      return ReadText(token);
    case 't':
      token->boolean = true;
      token->kind = Token::Kind::kBool;
      return TakeLiteral("true");
    case 'f':
      token->boolean = false;
      token->kind = Token::Kind::kBool;
      return TakeLiteral("false");
    case 'n':
      token->kind = Token::Kind::kNull;
      return TakeLiteral("null");
    default:
      return ReadNumber(token);
  }
}

absl::Status JsonReader::TakeLiteral(std::string_view word) {
  if (!in_.rest().starts_with(word)) return in_.Malformed("not a JSON value");
  in_.Skip(word.size());
  return absl::OkStatus();
}

absl::Status JsonReader::ReadNumber(Token* token) {
  const char first = static_cast<char>(in_.Peek());
  if (first != '-' && (first < '0' || first > '9')) {
    return in_.Malformed("not a JSON value");
  }
  const size_t begin = in_.offset();
  JsonNumber number;
  if (absl::Status taken = TakeJsonNumber(&in_, &number); !taken.ok()) {
    return taken;
  }
  if (form_only_) return absl::OkStatus();
  return DecodeJsonNumber(number, begin, token);
}

absl::Status JsonReader::ReadText(Token* token) {
  const size_t begin = in_.offset() + 1;
  token->kind = Token::Kind::kString;
  JsonString string;
  absl::Status status = TakeJsonString(&in_, &string);
  if (!status.ok() || form_only_) return status;
  status = DecodeJsonString(string, begin, &unescaped_, &token->text);
  if (!status.ok()) return status;
  // A control character cannot stand unescaped.
  if (!string.escaped || !token->text.starts_with('\0')) {
    return absl::OkStatus();
  }
  token->kind = Token::Kind::kBytes;
  if (!DecodeBase64(token->text.substr(1), &octets_)) {
    return Input::MalformedAt("binary string that is not Base64", begin);
  }
  token->text = octets_;
  return absl::OkStatus();
}

absl::Status JsonReader::ReadKey(Token* token) {
  if (in_.empty() || in_.Peek() != '"') {
    return in_.Malformed("a key that is no string");
  }
  const size_t begin = in_.offset() + 1;
  absl::Status status = ReadText(token);
  if (!status.ok()) return status;
  if (token->kind == Token::Kind::kBytes) {
    return Input::MalformedAt("a key that begins with U+0000", begin);
  }
  token->kind = Token::Kind::kKey;
  SkipJsonSpace(&in_);
  if (!in_.TakeIf(':')) return in_.Malformed("no ':' after a key");
  after_key_ = true;
  expect_ = Expect::kValue;
  return absl::OkStatus();
}

absl::Status JsonReader::Open(Token* token) {
  const bool list = in_.Peek() == '[';
  if (!form_only_ && open_.size() >= static_cast<size_t>(nesting_max_)) {
    return Input::TooDeep(nesting_max_);
  }
  in_.Skip(1);
  open_.push_back(list ? ']' : '}');
  expect_ = Expect::kFirst;
  token->kind = list ? Token::Kind::kBeginList : Token::Kind::kBeginDict;
  token->size = std::nullopt;
  return absl::OkStatus();
}

absl::Status JsonReader::Close(Token* token) {
  const bool list = open_.back() == ']';
  in_.Skip(1);
  open_.pop_back();
  expect_ = Expect::kMore;
  token->kind = list ? Token::Kind::kEndList : Token::Kind::kEndDict;
  return absl::OkStatus();
}

bool JsonReader::AtClosing() const {
  return !in_.empty() && in_.Peek() == static_cast<unsigned char>(open_.back());
}

}  // namespace wampbridge::wamp
