// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/value_builder.h"

#include <algorithm>
#include <utility>

namespace wampbridge::wamp {

Dict ValueBuilder::TakeDict() { return std::move(value_).TakeDict(); }

absl::Status ValueBuilder::Null() { return Add(Value()); }
absl::Status ValueBuilder::Bool(bool value) { return Add(value); }
absl::Status ValueBuilder::Int(int64_t value) { return Add(value); }
absl::Status ValueBuilder::Uint(uint64_t value) { return Add(value); }
absl::Status ValueBuilder::Double(double value) { return Add(value); }
absl::Status ValueBuilder::String(std::string_view text) { return Add(text); }
absl::Status ValueBuilder::Bytes(std::string_view octets) {
  return Add(wamp::Bytes{std::string(octets)});
}

absl::Status ValueBuilder::BeginList(std::optional<size_t> size) {
  Open& open = open_.emplace_back();
  // Readers hold the size against the octets that are there, yet an item takes
  // more room here than there.
  constexpr size_t kReservedMax = 1024;
  if (size.has_value()) open.items.reserve(std::min(*size, kReservedMax));
  return absl::OkStatus();
}

absl::Status ValueBuilder::EndList() {
  List items = std::move(open_.back().items);
  open_.pop_back();
  return Add(std::move(items));
}

absl::Status ValueBuilder::BeginDict(std::optional<size_t> /*size*/) {
  open_.emplace_back().dict = true;
  return absl::OkStatus();
}

absl::Status ValueBuilder::Key(std::string_view key) {
  open_.back().entries.push_back(DictEntry{std::string(key), Value()});
  return absl::OkStatus();
}

absl::Status ValueBuilder::EndDict() {
  Dict dict = Dict::FromEntries(std::move(open_.back().entries));
  open_.pop_back();
  return Add(std::move(dict));
}

absl::Status ValueBuilder::Add(Value value) {
  if (open_.empty()) {
    value_ = std::move(value);
  } else if (open_.back().dict) {
    open_.back().entries.back().value = std::move(value);
  } else {
    open_.back().items.push_back(std::move(value));
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::wamp
