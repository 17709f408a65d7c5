// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/cbor_writer.h"

#include <bit>

#include "wamp/codec/big_endian.h"

namespace wampbridge::wamp {
namespace {

// Major types (RFC 8949, 3.1), in the place of the first octet's high bits.
constexpr uint8_t kUnsigned = 0x00;
constexpr uint8_t kNegative = 0x20;
constexpr uint8_t kBytes = 0x40;
constexpr uint8_t kText = 0x60;
constexpr uint8_t kArray = 0x80;
constexpr uint8_t kMap = 0xA0;

void AppendHead(uint8_t major, uint64_t argument, std::string* out) {
  auto append = [&](uint8_t info, int octets) {
    out->push_back(static_cast<char>(major | info));
    AppendBigEndian(argument, octets, out);
  };
  if (argument < 24) {
    append(static_cast<uint8_t>(argument), 0);
  } else if (argument <= 0xFF) {
    append(24, 1);
  } else if (argument <= 0xFFFF) {
    append(25, 2);
  } else if (argument <= 0xFFFFFFFF) {
    append(26, 4);
  } else {
    append(27, 8);
  }
}

uint8_t MajorOf(OpenCounts::Form form) {
  return form == OpenCounts::Form::kList ? kArray : kMap;
}

}  // namespace

absl::Status CborWriter::Null() {
  open_.CountValue();
  out_->push_back('\xF6');
  return absl::OkStatus();
}

absl::Status CborWriter::Bool(bool value) {
  open_.CountValue();
  out_->push_back(value ? '\xF5' : '\xF4');
  return absl::OkStatus();
}

absl::Status CborWriter::Int(int64_t value) {
  open_.CountValue();
  if (value < 0) {
    // -1-n without leaving the range, for -2^63 too.
    AppendHead(kNegative, ~static_cast<uint64_t>(value), out_);
  } else {
    AppendHead(kUnsigned, static_cast<uint64_t>(value), out_);
  }
  return absl::OkStatus();
}

absl::Status CborWriter::Uint(uint64_t value) {
  open_.CountValue();
  AppendHead(kUnsigned, value, out_);
  return absl::OkStatus();
}

absl::Status CborWriter::Double(double value) {
  open_.CountValue();
  out_->push_back('\xFB');
  AppendBigEndian(std::bit_cast<uint64_t>(value), 8, out_);
  return absl::OkStatus();
}

absl::Status CborWriter::String(std::string_view text) {
  open_.CountValue();
  AppendHead(kText, text.size(), out_);
  out_->append(text);
  return absl::OkStatus();
}

absl::Status CborWriter::Bytes(std::string_view octets) {
  open_.CountValue();
  AppendHead(kBytes, octets.size(), out_);
  out_->append(octets);
  return absl::OkStatus();
}

absl::Status CborWriter::BeginList(std::optional<size_t> size) {
  Begin(OpenCounts::Form::kList, size);
  return absl::OkStatus();
}

absl::Status CborWriter::EndList() {
  End();
  return absl::OkStatus();
}

absl::Status CborWriter::BeginDict(std::optional<size_t> size) {
  Begin(OpenCounts::Form::kDict, size);
  return absl::OkStatus();
}

absl::Status CborWriter::EndDict() {
  End();
  return absl::OkStatus();
}

absl::Status CborWriter::Key(std::string_view key) {
  open_.CountKey();
  AppendHead(kText, key.size(), out_);
  out_->append(key);
  return absl::OkStatus();
}

void CborWriter::Begin(OpenCounts::Form form, std::optional<size_t> size) {
  open_.CountValue();
  if (size.has_value()) {
    open_.Begin(form, std::nullopt);
    AppendHead(MajorOf(form), *size, out_);
    return;
  }
  open_.Begin(form, out_->size());
  out_->push_back('\0');
}

void CborWriter::End() {
  const std::optional<OpenCounts::Patch> patch = open_.End();
  if (!patch.has_value()) return;
  std::string head;
  AppendHead(MajorOf(patch->form), patch->count, &head);
  out_->replace(patch->offset, 1, head);
}

}  // namespace wampbridge::wamp
