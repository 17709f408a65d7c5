// SPDX-License-Identifier: Apache-2.0
#include "wamp/value.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace wampbridge::wamp {

Dict::Dict() = default;
Dict::Dict(const Dict&) = default;
Dict::Dict(Dict&&) noexcept = default;
Dict& Dict::operator=(const Dict&) = default;
Dict& Dict::operator=(Dict&&) noexcept = default;
Dict::~Dict() = default;

Dict::Dict(std::initializer_list<DictEntry> entries) {
  entries_.reserve(entries.size());
  for (const DictEntry& entry : entries) Set(entry.key, entry.value);
}

Dict Dict::FromEntries(std::vector<DictEntry> entries) {
  // Order by key, the last of equal ones first: the others are to go.
  std::vector<size_t> order(entries.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, [&](size_t left, size_t right) {
    const int compared = entries[left].key.compare(entries[right].key);
    return compared != 0 ? compared < 0 : left > right;
  });
  std::vector<bool> replaced(entries.size(), false);
  for (size_t i = 1; i < order.size(); ++i) {
    replaced[order[i]] = entries[order[i]].key == entries[order[i - 1]].key;
  }
  Dict dict;
  dict.entries_.reserve(entries.size());
  for (size_t i = 0; i < entries.size(); ++i) {
    if (!replaced[i]) dict.entries_.push_back(std::move(entries[i]));
  }
  return dict;
}

const Value* Dict::Find(std::string_view key) const {
  for (const DictEntry& entry : entries_) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

Value* Dict::Find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).Find(key));
}

const int64_t* Dict::FindInt(std::string_view key) const {
  const Value* value = Find(key);
  return value == nullptr ? nullptr : value->AsInt();
}

const std::string* Dict::FindText(std::string_view key) const {
  const Value* value = Find(key);
  return value == nullptr ? nullptr : value->AsString();
}

const List* Dict::FindList(std::string_view key) const {
  const Value* value = Find(key);
  return value == nullptr ? nullptr : value->AsList();
}

const std::string& Dict::TextAt(std::string_view key) const {
  static const std::string* const kNone = new std::string();
  const std::string* text = FindText(key);
  return text == nullptr ? *kNone : *text;
}

const Dict& Dict::DictAt(std::string_view key) const {
  static const Dict* const kNone = new Dict();
  const Value* value = Find(key);
  const Dict* dict = value == nullptr ? nullptr : value->AsDict();
  return dict == nullptr ? *kNone : *dict;
}

bool Dict::IsTrue(std::string_view key) const {
  const Value* value = Find(key);
  return value != nullptr && value->is_true();
}

void Dict::Set(std::string_view key, Value value) {
  if (Value* present = Find(key)) {
    *present = std::move(value);
    return;
  }
  entries_.push_back(DictEntry{std::string(key), std::move(value)});
}

bool Dict::Erase(std::string_view key) {
  auto has_key = [&](const DictEntry& entry) { return entry.key == key; };
  return std::erase_if(entries_, has_key) > 0;
}

bool Dict::empty() const { return entries_.empty(); }
size_t Dict::size() const { return entries_.size(); }
Dict::const_iterator Dict::begin() const { return entries_.begin(); }
Dict::const_iterator Dict::end() const { return entries_.end(); }

bool operator==(const Dict& left, const Dict& right) {
  if (left.size() != right.size()) return false;
  return std::ranges::all_of(left, [&](const DictEntry& entry) {
    const Value* other = right.Find(entry.key);
    return other != nullptr && *other == entry.value;
  });
}

Value::Value(bool value) : storage_(value) {}
Value::Value(int value) : storage_(int64_t{value}) {}
Value::Value(int64_t value) : storage_(value) {}
Value::Value(uint64_t value) {
  if (value <= uint64_t{std::numeric_limits<int64_t>::max()}) {
    storage_ = static_cast<int64_t>(value);
  } else {
    storage_ = value;
  }
}
Value::Value(double value) : storage_(value) {}
Value::Value(const char* value) : storage_(std::string(value)) {}
Value::Value(std::string_view value) : storage_(std::string(value)) {}
Value::Value(std::string value) : storage_(std::move(value)) {}
Value::Value(Bytes value) : storage_(std::move(value)) {}
Value::Value(List value) : storage_(std::move(value)) {}
Value::Value(Dict value) : storage_(std::move(value)) {}

bool Value::is_null() const {
  return std::holds_alternative<std::monostate>(storage_);
}
bool Value::is_true() const {
  const bool* flag = AsBool();
  return flag != nullptr && *flag;
}

const bool* Value::AsBool() const { return std::get_if<bool>(&storage_); }
const int64_t* Value::AsInt() const { return std::get_if<int64_t>(&storage_); }
const double* Value::AsDouble() const { return std::get_if<double>(&storage_); }
const std::string* Value::AsString() const {
  return std::get_if<std::string>(&storage_);
}
const Bytes* Value::AsBytes() const { return std::get_if<Bytes>(&storage_); }
const List* Value::AsList() const { return std::get_if<List>(&storage_); }
const Dict* Value::AsDict() const { return std::get_if<Dict>(&storage_); }
Dict Value::TakeDict() && {
  Dict* dict = std::get_if<Dict>(&storage_);
  return dict == nullptr ? Dict() : std::move(*dict);
}

bool operator==(const Value& left, const Value& right) {
  return left.storage_ == right.storage_;
}

}  // namespace wampbridge::wamp
