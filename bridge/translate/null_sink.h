// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_NULL_SINK_H_
#define BRIDGE_TRANSLATE_NULL_SINK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/value_sink.h"

namespace wampbridge::bridge {

// Takes everything and keeps nothing: for bytes that are only checked.
class NullSink : public wamp::ValueSink {
 public:
  absl::Status Null() override { return absl::OkStatus(); }
  absl::Status Bool(bool) override { return absl::OkStatus(); }
  absl::Status Int(int64_t) override { return absl::OkStatus(); }
  absl::Status Uint(uint64_t) override { return absl::OkStatus(); }
  absl::Status Double(double) override { return absl::OkStatus(); }
  absl::Status String(std::string_view) override { return absl::OkStatus(); }
  absl::Status Bytes(std::string_view) override { return absl::OkStatus(); }
  absl::Status BeginList(std::optional<size_t>) override {
    return absl::OkStatus();
  }
  absl::Status EndList() override { return absl::OkStatus(); }
  absl::Status BeginDict(std::optional<size_t>) override {
    return absl::OkStatus();
  }
  absl::Status Key(std::string_view) override { return absl::OkStatus(); }
  absl::Status EndDict() override { return absl::OkStatus(); }
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_NULL_SINK_H_
