// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/json_text.h"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <system_error>

#include "absl/strings/charconv.h"
#include "wamp/codec/utf8.h"

namespace wampbridge::wamp {
namespace {

constexpr uint64_t kOnes = 0x0101010101010101;
constexpr uint64_t kHighs = 0x8080808080808080;

uint64_t HasZeroOctet(uint64_t word) { return (word - kOnes) & ~word & kHighs; }

bool IsPlain(char c) {
  return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
}

// How many octets at the beginning need no look: no quotation mark, backslash
// or control character. Eight at a time; a word with any of them is looked at
// singly.
size_t PlainPrefix(std::string_view text) {
  size_t size = 0;
  uint64_t word = 0;
  while (size + sizeof(word) <= text.size()) {
    std::memcpy(&word, text.data() + size, sizeof(word));
    const uint64_t below_space = (word - kOnes * 0x20) & ~word & kHighs;
    if ((HasZeroOctet(word ^ (kOnes * '"')) |
         HasZeroOctet(word ^ (kOnes * '\\')) | below_space) != 0) {
      break;
    }
    size += sizeof(word);
  }
  while (size < text.size() && IsPlain(text[size])) ++size;
  return size;
}

bool IsDigit(const Input& in) {
  return !in.empty() && in.Peek() >= '0' && in.Peek() <= '9';
}

// False where there is no digit.
bool SkipDigits(Input* in) {
  if (!IsDigit(*in)) return false;
  while (IsDigit(*in)) in->Skip(1);
  return true;
}

// The four digits after `\u`. REQUIRES: TakeJsonString has checked them.
char32_t HexValue(std::string_view digits) {
  uint32_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
         (c >= 'A' && c <= 'F');
}

// REQUIRES: `in` is behind a backslash.
absl::Status TakeEscape(Input* in) {
  if (in->empty()) return in->Malformed("");
  const char kind = static_cast<char>(in->Peek());
  if (std::strchr("\"\\/bfnrt", kind) != nullptr && kind != '\0') {
    in->Skip(1);
    return absl::OkStatus();
  }
  if (kind != 'u') return in->Malformed("unknown escape in JSON string");
  in->Skip(1);
  for (int i = 0; i < 4; ++i) {
    if (in->empty() || !IsHex(static_cast<char>(in->Peek()))) {
      return in->Malformed("\\u without four hexadecimal digits");
    }
    in->Skip(1);
  }
  return absl::OkStatus();
}

char PlainEscape(char kind) {
  switch (kind) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return kind;  // quotation mark, backslash, slash
  }
}

bool IsHighSurrogate(char32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool IsLowSurrogate(char32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }

// The code point of the `\uXXXX`, or pair of them, at the beginning of `text`;
// size 0 for half a pair.
CodePoint DecodeUnicodeEscape(std::string_view text) {
  const char32_t first = HexValue(text.substr(2, 4));
  if (IsLowSurrogate(first)) return {};
  if (!IsHighSurrogate(first)) return {first, 6};
  if (text.size() < 12 || text[6] != '\\' || text[7] != 'u') return {};
  const char32_t second = HexValue(text.substr(8, 4));
  if (!IsLowSurrogate(second)) return {};
  return {0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12};
}

// REQUIRES: the escapes in `raw` are of the right form.
absl::Status Unescape(std::string_view raw, size_t offset, std::string* out) {
  out->clear();
  size_t done = 0;
  while (done < raw.size()) {
    const size_t plain = raw.find('\\', done);
    out->append(raw.substr(done, plain - done));
    if (plain == std::string_view::npos) break;
    if (raw[plain + 1] != 'u') {
      out->push_back(PlainEscape(raw[plain + 1]));
      done = plain + 2;
      continue;
    }
    const CodePoint point = DecodeUnicodeEscape(raw.substr(plain));
    if (point.size == 0) {
      return Input::MalformedAt("half a surrogate pair", offset + plain);
    }
    AppendUtf8(point.value, out);
    done = plain + point.size;
  }
  return absl::OkStatus();
}

}  // namespace

void SkipJsonSpace(Input* in) {
  while (!in->empty()) {
    const char c = static_cast<char>(in->Peek());
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
    in->Skip(1);
  }
}

absl::Status TakeJsonString(Input* in, JsonString* out) {
  in->Skip(1);
  const size_t begin = in->offset();
  out->escaped = false;
  while (true) {
    in->Skip(PlainPrefix(in->rest()));
    if (in->empty()) return in->Malformed("");
    if (in->Peek() == '"') break;
    if (in->Peek() != '\\') {
      return in->Malformed("control character in JSON string");
    }
    out->escaped = true;
    in->Skip(1);
    if (absl::Status taken = TakeEscape(in); !taken.ok()) return taken;
  }
  out->raw = in->Since(begin);
  in->Skip(1);
  return absl::OkStatus();
}

absl::Status DecodeJsonString(const JsonString& string, size_t offset,
                              std::string* scratch, std::string_view* text) {
  const size_t invalid = FindInvalidUtf8(string.raw);
  if (invalid != std::string_view::npos) {
    return Input::MalformedAt("bad UTF-8", offset + invalid);
  }
  *text = string.raw;
  if (!string.escaped) return absl::OkStatus();
  absl::Status unescaped = Unescape(string.raw, offset, scratch);
  *text = *scratch;
  return unescaped;
}

absl::Status TakeJsonNumber(Input* in, JsonNumber* out) {
  const size_t begin = in->offset();
  in->TakeIf('-');
  if (!in->TakeIf('0') && !SkipDigits(in)) {
    return in->Malformed("not a JSON number");
  }
  out->integer = true;
  if (in->TakeIf('.')) {
    out->integer = false;
    if (!SkipDigits(in)) return in->Malformed("no digit after '.'");
  }
  if (in->TakeIf('e') || in->TakeIf('E')) {
    out->integer = false;
    if (!in->TakeIf('+')) in->TakeIf('-');
    if (!SkipDigits(in)) return in->Malformed("no digit in exponent");
  }
  out->raw = in->Since(begin);
  return absl::OkStatus();
}

absl::Status DecodeJsonNumber(const JsonNumber& number, size_t offset,
                              Token* token) {
  const char* begin = number.raw.data();
  const char* end = begin + number.raw.size();
  if (number.integer) {
    token->kind = Token::Kind::kInt;
    if (std::from_chars(begin, end, token->integer).ec == std::errc()) {
      return absl::OkStatus();
    }
    token->kind = Token::Kind::kUint;
    if (std::from_chars(begin, end, token->large).ec == std::errc()) {
      return absl::OkStatus();
    }
    return Input::MalformedAt("integer outside int64 and uint64", offset);
  }
  token->kind = Token::Kind::kDouble;
  // The standard's version leaves the value alone when it is too small, too.
  if (std::from_chars(begin, end, token->number).ec != std::errc()) {
    absl::from_chars(begin, end, token->number);
    if (!std::isfinite(token->number) ||
        std::abs(token->number) >= std::numeric_limits<double>::max()) {
      return Input::MalformedAt("number outside double", offset);
    }
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::wamp
