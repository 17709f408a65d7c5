// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_VALUE_BUILDER_H_
#define WAMP_CODEC_VALUE_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "wamp/codec/value_sink.h"
#include "wamp/value.h"

namespace wampbridge::wamp {

// Builds the Value that it is given; for options, details and tests. Never
// refuses: its depth is its source's. Of equal keys the last one holds.
class ValueBuilder : public ValueSink {
 public:
  // Gives the value up. REQUIRES: exactly one has been given completely.
  Value Take() { return std::move(value_); }
  // The same, where that one is a dictionary; an empty one otherwise.
  Dict TakeDict();

  absl::Status Null() override;
  absl::Status Bool(bool value) override;
  absl::Status Int(int64_t value) override;
  absl::Status Uint(uint64_t value) override;
  absl::Status Double(double value) override;
  absl::Status String(std::string_view text) override;
  absl::Status Bytes(std::string_view octets) override;
  absl::Status BeginList(std::optional<size_t> size) override;
  absl::Status EndList() override;
  absl::Status BeginDict(std::optional<size_t> size) override;
  absl::Status Key(std::string_view key) override;
  absl::Status EndDict() override;

 private:
  // A list or dictionary that is not complete yet; a dictionary's key is there
  // before its value.
  struct Open {
    bool dict = false;
    List items;
    std::vector<DictEntry> entries;
  };

  absl::Status Add(Value value);

  Value value_;
  std::vector<Open> open_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_VALUE_BUILDER_H_
