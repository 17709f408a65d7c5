// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_VALUE_H_
#define WAMP_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace wampbridge::wamp {

class Value;
struct DictEntry;

using List = std::vector<Value>;

// Binary data; a type of its own because WAMP tells it from text.
struct Bytes {
  std::string octets;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

// A string-keyed dictionary in the order in which it was filled. WAMP's own
// dictionaries hold a few keys, so look-up is a scan, and an empty one
// allocates nothing. Keys are unique: Set replaces. Equality ignores order.
class Dict {
 public:
  using const_iterator = std::vector<DictEntry>::const_iterator;

  Dict();
  Dict(std::initializer_list<DictEntry> entries);
  // Of equal keys the last one holds; for entries too many to Set one by one.
  static Dict FromEntries(std::vector<DictEntry> entries);
  Dict(const Dict&);
  Dict(Dict&&) noexcept;
  Dict& operator=(const Dict&);
  Dict& operator=(Dict&&) noexcept;
  ~Dict();

  // nullptr where there is no such key.
  const Value* Find(std::string_view key) const;
  Value* Find(std::string_view key);
  // nullptr where there is no such key or its value is of another type.
  const int64_t* FindInt(std::string_view key) const;
  const std::string* FindText(std::string_view key) const;
  const List* FindList(std::string_view key) const;
  // For those whom "none" and "empty" are one: empty, or false, then.
  const std::string& TextAt(std::string_view key) const;
  const Dict& DictAt(std::string_view key) const;
  bool IsTrue(std::string_view key) const;
  void Set(std::string_view key, Value value);
  bool Erase(std::string_view key);

  bool empty() const;
  size_t size() const;
  const_iterator begin() const;
  const_iterator end() const;

  friend bool operator==(const Dict&, const Dict&);

 private:
  std::vector<DictEntry> entries_;
};

// What every WAMP serializer can say, and no more. An integer that fits int64_t
// is always held as one; uint64_t only above 2^63-1.
class Value {
 public:
  using Storage = std::variant<std::monostate, bool, int64_t, uint64_t, double,
                               std::string, Bytes, List, Dict>;

  Value() = default;              // null
  Value(bool value);              // NOLINT(google-explicit-constructor)
  Value(int value);               // NOLINT(google-explicit-constructor)
  Value(int64_t value);           // NOLINT(google-explicit-constructor)
  Value(uint64_t value);          // NOLINT(google-explicit-constructor)
  Value(double value);            // NOLINT(google-explicit-constructor)
  Value(const char* value);       // NOLINT(google-explicit-constructor)
  Value(std::string_view value);  // NOLINT(google-explicit-constructor)
  Value(std::string value);       // NOLINT(google-explicit-constructor)
  Value(Bytes value);             // NOLINT(google-explicit-constructor)
  Value(List value);              // NOLINT(google-explicit-constructor)
  Value(Dict value);              // NOLINT(google-explicit-constructor)

  const Storage& storage() const { return storage_; }

  bool is_null() const;
  bool is_true() const;  // The bool, and true.
  // nullptr where the value is of another type. A bool is never an integer.
  const bool* AsBool() const;
  const int64_t* AsInt() const;
  const double* AsDouble() const;
  const std::string* AsString() const;
  const Bytes* AsBytes() const;
  const List* AsList() const;
  const Dict* AsDict() const;
  // Gives the dictionary up; an empty one where the value is of another type.
  Dict TakeDict() &&;

  friend bool operator==(const Value&, const Value&);

 private:
  Storage storage_;
};

struct DictEntry {
  std::string key;
  Value value;
  friend bool operator==(const DictEntry&, const DictEntry&) = default;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_VALUE_H_
