// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/proto_sink.h"

#include "bridge/translate/value_path.h"

namespace wampbridge::bridge {

std::string ProtoSink::path() const {
  std::string path(root_);
  for (size_t i = 0; i < levels_.size(); ++i) {
    const Level& level = levels_[i];
    if (level.entries != nullptr) {
      if (level.key != nullptr) path += KeyStep(*level.key);
      continue;
    }
    // Of an open list the last item is the one that is being built.
    const bool innermost = i + 1 == levels_.size();
    path += IndexStep(level.items->size() - (innermost ? 0 : 1));
  }
  return path;
}

v1::Value* ProtoSink::Next() {
  if (levels_.empty()) return nullptr;
  Level& level = levels_.back();
  if (level.items != nullptr) return level.items->Add();
  v1::Value* slot = level.slot;
  level.slot = nullptr;
  return slot;
}

absl::Status ProtoSink::Misplaced() {
  failed_ = true;
  return AtPath(
      path(), absl::InvalidArgumentError(items_ != nullptr ? "must be a list"
                                                           : "must be a dict"));
}

template <typename Set>
absl::Status ProtoSink::Scalar(Set set) {
  v1::Value* value = Next();
  if (value == nullptr) return Misplaced();
  set(value);
  return absl::OkStatus();
}

absl::Status ProtoSink::Null() {
  return Scalar([](v1::Value* slot) {
    slot->set_null_value(v1::NULL_VALUE_UNSPECIFIED);
  });
}

absl::Status ProtoSink::Bool(bool value) {
  return Scalar([&](v1::Value* slot) { slot->set_bool_value(value); });
}

absl::Status ProtoSink::Int(int64_t value) {
  return Scalar([&](v1::Value* slot) { slot->set_int64_value(value); });
}

absl::Status ProtoSink::Uint(uint64_t value) {
  return Scalar([&](v1::Value* slot) { slot->set_uint64_value(value); });
}

absl::Status ProtoSink::Double(double value) {
  return Scalar([&](v1::Value* slot) { slot->set_double_value(value); });
}

absl::Status ProtoSink::String(std::string_view text) {
  return Scalar([&](v1::Value* slot) {
    slot->set_string_value(text.data(), text.size());
  });
}

absl::Status ProtoSink::Bytes(std::string_view octets) {
  return Scalar([&](v1::Value* slot) {
    slot->set_bytes_value(octets.data(), octets.size());
  });
}

absl::Status ProtoSink::Begin(Level root, Level (*open)(v1::Value*)) {
  if (levels_.empty()) {
    if (root.items == nullptr && root.entries == nullptr) return Misplaced();
    levels_.push_back(root);
    return absl::OkStatus();
  }
  if (levels_.size() > kArgumentsNestingMax) {
    failed_ = true;
    return TooDeep(path(), kArgumentsNestingMax);
  }
  v1::Value* value = Next();
  if (value == nullptr) return Misplaced();
  // A key that came before may have left a list or dict here.
  value->Clear();
  levels_.push_back(open(value));
  return absl::OkStatus();
}

absl::Status ProtoSink::End() {
  levels_.pop_back();
  return absl::OkStatus();
}

absl::Status ProtoSink::BeginList(std::optional<size_t> /*size*/) {
  return Begin({.items = items_}, [](v1::Value* value) {
    return Level{.items = value->mutable_list_value()->mutable_items()};
  });
}

absl::Status ProtoSink::EndList() { return End(); }

absl::Status ProtoSink::BeginDict(std::optional<size_t> /*size*/) {
  return Begin({.entries = entries_}, [](v1::Value* value) {
    return Level{.entries = value->mutable_dict_value()->mutable_entries()};
  });
}

absl::Status ProtoSink::Key(std::string_view key) {
  Level& level = levels_.back();
  const auto entry = level.entries->try_emplace(std::string(key)).first;
  level.key = &entry->first;
  level.slot = &entry->second;
  return absl::OkStatus();
}

absl::Status ProtoSink::EndDict() { return End(); }

}  // namespace wampbridge::bridge
