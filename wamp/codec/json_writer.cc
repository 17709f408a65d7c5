// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace wampbridge::wamp {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

bool NeedsEscape(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

void AppendEscape(char c, std::string* out) {
  out->push_back('\\');
  switch (c) {
    case '"':
    case '\\':
      out->push_back(c);
      return;
    case '\n':
      out->push_back('n');
      return;
    case '\r':
      out->push_back('r');
      return;
    case '\t':
      out->push_back('t');
      return;
    default:
      out->append("u00");
      out->push_back(kHexDigits[static_cast<size_t>(c >> 4)]);
      out->push_back(kHexDigits[static_cast<size_t>(c & 0x0F)]);
  }
}

template <typename Number>
std::string_view Format(Number value, std::array<char, 32>* room) {
  const auto end =
      std::to_chars(room->data(), room->data() + room->size(), value).ptr;
  return {room->data(), static_cast<size_t>(end - room->data())};
}

absl::Status RefuseBinaryMark() {
  return absl::InvalidArgumentError(
      "text that begins with U+0000 cannot be said in WAMP's JSON");
}

}  // namespace

absl::Status JsonWriter::Null() { return Put("null"); }

absl::Status JsonWriter::Bool(bool value) {
  return Put(value ? "true" : "false");
}

absl::Status JsonWriter::Int(int64_t value) {
  std::array<char, 32> room;
  return Put(Format(value, &room));
}

absl::Status JsonWriter::Uint(uint64_t value) {
  std::array<char, 32> room;
  return Put(Format(value, &room));
}

absl::Status JsonWriter::Double(double value) {
  if (!std::isfinite(value)) {
    return absl::InvalidArgumentError(std::isnan(value)
                                          ? "NaN cannot be said in JSON"
                                          : "infinity cannot be said in JSON");
  }
  std::array<char, 32> room;
  const std::string_view text = Format(value, &room);
  absl::Status put = Put(text);
  if (text.find_first_of(".e") == std::string_view::npos) out_->append(".0");
  return put;
}

absl::Status JsonWriter::String(std::string_view text) {
  if (text.starts_with('\0')) return RefuseBinaryMark();
  Separate();
  PutQuoted(text);
  return absl::OkStatus();
}

absl::Status JsonWriter::Bytes(std::string_view octets) {
  Separate();
  out_->append("\"\\u0000");
  std::string base64;
  absl::Base64Escape(absl::string_view(octets.data(), octets.size()), &base64);
  out_->append(base64);
  out_->push_back('"');
  return absl::OkStatus();
}

absl::Status JsonWriter::BeginList(std::optional<size_t> /*size*/) {
  Separate();
  out_->push_back('[');
  after_value_ = false;
  return absl::OkStatus();
}

absl::Status JsonWriter::EndList() {
  out_->push_back(']');
  after_value_ = true;
  return absl::OkStatus();
}

absl::Status JsonWriter::BeginDict(std::optional<size_t> /*size*/) {
  Separate();
  out_->push_back('{');
  after_value_ = false;
  return absl::OkStatus();
}

absl::Status JsonWriter::Key(std::string_view key) {
  if (key.starts_with('\0')) return RefuseBinaryMark();
  Separate();
  PutQuoted(key);
  out_->push_back(':');
  after_value_ = false;
  return absl::OkStatus();
}

absl::Status JsonWriter::EndDict() {
  out_->push_back('}');
  after_value_ = true;
  return absl::OkStatus();
}

void JsonWriter::Separate() {
  if (after_value_) out_->push_back(',');
  after_value_ = true;
}

absl::Status JsonWriter::Put(std::string_view text) {
  Separate();
  out_->append(text);
  return absl::OkStatus();
}

void JsonWriter::PutQuoted(std::string_view text) {
  out_->push_back('"');
  size_t done = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!NeedsEscape(text[i])) continue;
    out_->append(text.substr(done, i - done));
    AppendEscape(text[i], out_);
    done = i + 1;
  }
  out_->append(text.substr(done));
  out_->push_back('"');
}

}  // namespace wampbridge::wamp
