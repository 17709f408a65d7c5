// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/json_envelope.h"

#include <string>

#include "bridge/translate/value_path.h"

namespace wampbridge::bridge {

bool JsonEnvelope::failed() const {
  return failed_ || args_.failed() || kwargs_.failed();
}

std::string JsonEnvelope::path() const {
  if (part_ != nullptr) return part_->path();
  return member_.has_value() ? std::string(*member_) : std::string();
}

absl::Status JsonEnvelope::Fail(std::string_view what) {
  failed_ = true;
  return absl::InvalidArgumentError("payload: " + std::string(what));
}

absl::Status JsonEnvelope::Misplaced() {
  if (member_ == "args") return Fail("args: must be an array");
  if (member_ == "kwargs") return Fail("kwargs: must be an object");
  return Fail("JSON must be an array or an object with args and kwargs");
}

absl::Status JsonEnvelope::Passed(int opened, const absl::Status& status) {
  depth_ += opened;
  if (depth_ == 0) {
    part_ = nullptr;
    member_.reset();
  }
  return status;
}

absl::Status JsonEnvelope::Null() {
  return part_ != nullptr ? part_->Null() : Misplaced();
}

absl::Status JsonEnvelope::Bool(bool value) {
  return part_ != nullptr ? part_->Bool(value) : Misplaced();
}

absl::Status JsonEnvelope::Int(int64_t value) {
  return part_ != nullptr ? part_->Int(value) : Misplaced();
}

absl::Status JsonEnvelope::Uint(uint64_t value) {
  return part_ != nullptr ? part_->Uint(value) : Misplaced();
}

absl::Status JsonEnvelope::Double(double value) {
  return part_ != nullptr ? part_->Double(value) : Misplaced();
}

absl::Status JsonEnvelope::String(std::string_view text) {
  return part_ != nullptr ? part_->String(text) : Misplaced();
}

absl::Status JsonEnvelope::Bytes(std::string_view octets) {
  return part_ != nullptr ? part_->Bytes(octets) : Misplaced();
}

absl::Status JsonEnvelope::BeginList(std::optional<size_t> size) {
  if (part_ == nullptr) {
    if (in_object_ && member_ != "args") return Misplaced();
    part_ = &args_;
  }
  return Passed(+1, part_->BeginList(size));
}

absl::Status JsonEnvelope::EndList() { return Passed(-1, part_->EndList()); }

absl::Status JsonEnvelope::BeginDict(std::optional<size_t> size) {
  if (part_ == nullptr) {
    if (!in_object_) {
      in_object_ = true;
      return absl::OkStatus();
    }
    if (member_ != "kwargs") return Misplaced();
    part_ = &kwargs_;
  }
  return Passed(+1, part_->BeginDict(size));
}

absl::Status JsonEnvelope::Key(std::string_view key) {
  if (part_ != nullptr) return part_->Key(key);
  bool& seen = key == "args" ? args_seen_ : kwargs_seen_;
  if (key == "args") {
    member_ = "args";
  } else if (key == "kwargs") {
    member_ = "kwargs";
  } else {
    return Fail("JSON has the member " + ShownPath(KeyStep(key)) +
                "; only args and kwargs are known");
  }
  if (seen) return Fail(std::string(key) + ": is there twice");
  seen = true;
  return absl::OkStatus();
}

absl::Status JsonEnvelope::EndDict() {
  if (part_ == nullptr) {
    in_object_ = false;
    return absl::OkStatus();
  }
  return Passed(-1, part_->EndDict());
}

}  // namespace wampbridge::bridge
