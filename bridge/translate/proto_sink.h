// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_PROTO_SINK_H_
#define BRIDGE_TRANSLATE_PROTO_SINK_H_

#include <google/protobuf/map.h>
#include <google/protobuf/repeated_ptr_field.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "proto/wampbridge/v1/payload.pb.h"
#include "wamp/codec/value_sink.h"

namespace wampbridge::bridge {

// Builds the typed arguments of an answer: one args list or one kwargs dict
// goes into a message's own field, without a copy, on an arena or not. Where a
// dict has a key twice, the last one counts.
//
// InvalidArgument: nesting beyond 30, or another value than the list or dict.
class ProtoSink : public wamp::ValueSink {
 public:
  using Items = google::protobuf::RepeatedPtrField<v1::Value>;
  using Entries = google::protobuf::Map<std::string, v1::Value>;

  // `root`, such as "args", and the field must outlive this.
  ProtoSink(std::string_view root, Items* items) : root_(root), items_(items) {}
  ProtoSink(std::string_view root, Entries* entries)
      : root_(root), entries_(entries) {}

  // Where the next value goes, such as `kwargs.order.items[3]`.
  std::string path() const;
  // Whether this has refused something; its status says so with the path.
  bool failed() const { return failed_; }

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
  // A list (items) or dict (entries) that is open; the fields belong to the
  // message that is built.
  struct Level {
    Items* items = nullptr;
    Entries* entries = nullptr;
    const std::string* key = nullptr;  // the map's own copy
    v1::Value* slot = nullptr;         // the key's value
  };

  // Where the next value is to be put; null outside of the root.
  v1::Value* Next();
  template <typename Set>
  absl::Status Scalar(Set set);
  absl::Status Begin(Level root, Level (*open)(v1::Value*));
  absl::Status End();
  absl::Status Misplaced();

  std::string_view root_;
  Items* items_ = nullptr;
  Entries* entries_ = nullptr;
  std::vector<Level> levels_;
  bool failed_ = false;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_PROTO_SINK_H_
