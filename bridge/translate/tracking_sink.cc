// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/tracking_sink.h"

#include "bridge/translate/value_path.h"

namespace wampbridge::bridge {

std::string TrackingSink::path() const {
  std::string path = root_ == Root::kArgs ? "args" : "kwargs";
  for (const Level& level : levels_) {
    if (!level.is_dict) {
      path += IndexStep(level.index);
    } else if (level.has_key) {
      path += KeyStep(level.key);
    }
  }
  return path;
}

absl::Status TrackingSink::Located(const absl::Status& status) {
  failed_ = true;
  return AtPath(path(), status);
}

void TrackingSink::CountValue() {
  if (levels_.empty()) return;
  Level& level = levels_.back();
  ++level.index;
  level.has_key = false;
  if (levels_.size() == 1) size_ = level.index;
}

absl::Status TrackingSink::Misplaced() {
  return Located(absl::InvalidArgumentError(
      root_ == Root::kArgs ? "must be a list" : "must be a dict"));
}

template <typename Give>
absl::Status TrackingSink::Scalar(Give give) {
  if (levels_.empty()) return Misplaced();
  absl::Status status = give();
  if (!status.ok()) return Located(status);
  CountValue();
  return status;
}

absl::Status TrackingSink::Begin(bool is_dict, const absl::Status& status) {
  if (!status.ok()) return Located(status);
  levels_.emplace_back();
  levels_.back().is_dict = is_dict;
  return status;
}

absl::Status TrackingSink::End(const absl::Status& status) {
  if (!status.ok()) return Located(status);
  levels_.pop_back();
  CountValue();
  return status;
}

absl::Status TrackingSink::CheckBegin(Root as_root) {
  if (levels_.empty() && as_root != root_) return Misplaced();
  if (levels_.size() <= kNestingMax) return absl::OkStatus();
  failed_ = true;
  return TooDeep(path(), kNestingMax);
}

absl::Status TrackingSink::Null() {
  return Scalar([&] { return target_.Null(); });
}

absl::Status TrackingSink::Bool(bool value) {
  return Scalar([&] { return target_.Bool(value); });
}

absl::Status TrackingSink::Int(int64_t value) {
  return Scalar([&] { return target_.Int(value); });
}

absl::Status TrackingSink::Uint(uint64_t value) {
  return Scalar([&] { return target_.Uint(value); });
}

absl::Status TrackingSink::Double(double value) {
  return Scalar([&] { return target_.Double(value); });
}

absl::Status TrackingSink::String(std::string_view text) {
  return Scalar([&] { return target_.String(text); });
}

absl::Status TrackingSink::Bytes(std::string_view octets) {
  return Scalar([&] { return target_.Bytes(octets); });
}

absl::Status TrackingSink::BeginList(std::optional<size_t> size) {
  absl::Status status = CheckBegin(Root::kArgs);
  if (!status.ok()) return status;
  return Begin(false, target_.BeginList(size));
}

absl::Status TrackingSink::EndList() { return End(target_.EndList()); }

absl::Status TrackingSink::BeginDict(std::optional<size_t> size) {
  absl::Status status = CheckBegin(Root::kKwargs);
  if (!status.ok()) return status;
  return Begin(true, target_.BeginDict(size));
}

absl::Status TrackingSink::Key(std::string_view key) {
  Level& level = levels_.back();
  level.key.assign(key);
  level.has_key = true;
  if (duplicates_ == DuplicateKeys::kRefuse &&
      !level.keys.emplace(key).second) {
    return Located(absl::InvalidArgumentError("the key is there twice"));
  }
  const absl::Status status = target_.Key(key);
  return status.ok() ? status : Located(status);
}

absl::Status TrackingSink::EndDict() { return End(target_.EndDict()); }

}  // namespace wampbridge::bridge
