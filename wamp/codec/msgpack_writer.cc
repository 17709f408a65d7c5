// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/msgpack_writer.h"

#include <bit>
#include <limits>

#include "absl/strings/str_cat.h"
#include "wamp/codec/big_endian.h"

namespace wampbridge::wamp {
namespace {

// The first octets of a type whose length takes so many octets; 0: no such
// form. `fixed` is for lengths below `fixed_end`, which go into the octet.
struct LengthForms {
  uint8_t fixed;
  uint64_t fixed_end;
  uint8_t one;
  uint8_t two;
  uint8_t four;
};
constexpr LengthForms kStr = {0xA0, 32, 0xD9, 0xDA, 0xDB};
constexpr LengthForms kBin = {0, 0, 0xC4, 0xC5, 0xC6};
constexpr LengthForms kArray = {0x90, 16, 0, 0xDC, 0xDD};
constexpr LengthForms kMap = {0x80, 16, 0, 0xDE, 0xDF};

void Append(uint8_t first, uint64_t rest, int octets, std::string* out) {
  out->push_back(static_cast<char>(first));
  AppendBigEndian(rest, octets, out);
}

absl::Status AppendLength(const LengthForms& forms, uint64_t length,
                          std::string* out) {
  if (length < forms.fixed_end) {
    out->push_back(static_cast<char>(forms.fixed | length));
  } else if (forms.one != 0 && length <= 0xFF) {
    Append(forms.one, length, 1, out);
  } else if (length <= 0xFFFF) {
    Append(forms.two, length, 2, out);
  } else if (length <= 0xFFFFFFFF) {
    Append(forms.four, length, 4, out);
  } else {
    return absl::InvalidArgumentError(
        absl::StrCat("length ", length, " is too large for MessagePack"));
  }
  return absl::OkStatus();
}

const LengthForms& FormsOf(OpenCounts::Form form) {
  return form == OpenCounts::Form::kList ? kArray : kMap;
}

void AppendUnsigned(uint64_t value, std::string* out) {
  if (value < 0x80) {
    out->push_back(static_cast<char>(value));
  } else if (value <= 0xFF) {
    Append(0xCC, value, 1, out);
  } else if (value <= 0xFFFF) {
    Append(0xCD, value, 2, out);
  } else if (value <= 0xFFFFFFFF) {
    Append(0xCE, value, 4, out);
  } else {
    Append(0xCF, value, 8, out);
  }
}

// REQUIRES: value < 0
void AppendNegative(int64_t value, std::string* out) {
  const auto bits = static_cast<uint64_t>(value);
  if (value >= -32) {
    out->push_back(static_cast<char>(value));
  } else if (value >= std::numeric_limits<int8_t>::min()) {
    Append(0xD0, bits, 1, out);
  } else if (value >= std::numeric_limits<int16_t>::min()) {
    Append(0xD1, bits, 2, out);
  } else if (value >= std::numeric_limits<int32_t>::min()) {
    Append(0xD2, bits, 4, out);
  } else {
    Append(0xD3, bits, 8, out);
  }
}

}  // namespace

absl::Status MsgpackWriter::Null() {
  open_.CountValue();
  out_->push_back('\xC0');
  return absl::OkStatus();
}

absl::Status MsgpackWriter::Bool(bool value) {
  open_.CountValue();
  out_->push_back(value ? '\xC3' : '\xC2');
  return absl::OkStatus();
}

absl::Status MsgpackWriter::Int(int64_t value) {
  open_.CountValue();
  if (value < 0) {
    AppendNegative(value, out_);
  } else {
    AppendUnsigned(static_cast<uint64_t>(value), out_);
  }
  return absl::OkStatus();
}

absl::Status MsgpackWriter::Uint(uint64_t value) {
  open_.CountValue();
  AppendUnsigned(value, out_);
  return absl::OkStatus();
}

absl::Status MsgpackWriter::Double(double value) {
  open_.CountValue();
  Append(0xCB, std::bit_cast<uint64_t>(value), 8, out_);
  return absl::OkStatus();
}

absl::Status MsgpackWriter::String(std::string_view text) {
  open_.CountValue();
  absl::Status appended = AppendLength(kStr, text.size(), out_);
  out_->append(text);
  return appended;
}

absl::Status MsgpackWriter::Bytes(std::string_view octets) {
  open_.CountValue();
  absl::Status appended = AppendLength(kBin, octets.size(), out_);
  out_->append(octets);
  return appended;
}

absl::Status MsgpackWriter::BeginList(std::optional<size_t> size) {
  return Begin(OpenCounts::Form::kList, size);
}
absl::Status MsgpackWriter::EndList() { return End(); }
absl::Status MsgpackWriter::BeginDict(std::optional<size_t> size) {
  return Begin(OpenCounts::Form::kDict, size);
}
absl::Status MsgpackWriter::EndDict() { return End(); }

absl::Status MsgpackWriter::Key(std::string_view key) {
  open_.CountKey();
  absl::Status appended = AppendLength(kStr, key.size(), out_);
  out_->append(key);
  return appended;
}

absl::Status MsgpackWriter::Begin(OpenCounts::Form form,
                                  std::optional<size_t> size) {
  open_.CountValue();
  if (size.has_value()) {
    open_.Begin(form, std::nullopt);
    return AppendLength(FormsOf(form), *size, out_);
  }
  open_.Begin(form, out_->size());
  out_->push_back('\0');
  return absl::OkStatus();
}

absl::Status MsgpackWriter::End() {
  const std::optional<OpenCounts::Patch> patch = open_.End();
  if (!patch.has_value()) return absl::OkStatus();
  std::string length;
  absl::Status appended =
      AppendLength(FormsOf(patch->form), patch->count, &length);
  out_->replace(patch->offset, 1, length);
  return appended;
}

}  // namespace wampbridge::wamp
