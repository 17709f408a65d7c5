// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_FORWARDING_SINK_H_
#define BRIDGE_TRANSLATE_FORWARDING_SINK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/value_sink.h"

namespace wampbridge::bridge {

// Passes everything on to another sink, which may change on the way; those that
// edit what passes derive from it.
class ForwardingSink : public wamp::ValueSink {
 public:
  absl::Status Null() override { return to_->Null(); }
  absl::Status Bool(bool value) override { return to_->Bool(value); }
  absl::Status Int(int64_t value) override { return to_->Int(value); }
  absl::Status Uint(uint64_t value) override { return to_->Uint(value); }
  absl::Status Double(double value) override { return to_->Double(value); }
  absl::Status String(std::string_view text) override {
    return to_->String(text);
  }
  absl::Status Bytes(std::string_view octets) override {
    return to_->Bytes(octets);
  }
  absl::Status BeginList(std::optional<size_t> size) override {
    return to_->BeginList(size);
  }
  absl::Status EndList() override { return to_->EndList(); }
  absl::Status BeginDict(std::optional<size_t> size) override {
    return to_->BeginDict(size);
  }
  absl::Status Key(std::string_view key) override { return to_->Key(key); }
  absl::Status EndDict() override { return to_->EndDict(); }

 protected:
  // `to`, and what it turns to, outlive this.
  explicit ForwardingSink(wamp::ValueSink& to) : to_(&to) {}

  wamp::ValueSink& to() { return *to_; }
  void Turn(wamp::ValueSink& to) { to_ = &to; }

 private:
  wamp::ValueSink* to_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_FORWARDING_SINK_H_
