// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_JSON_WRITER_H_
#define WAMP_CODEC_JSON_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/value_sink.h"

namespace wampbridge::wamp {

// Writes compact JSON. A double keeps a '.' or an exponent, so that a whole one
// is read as a double again; binary data becomes U+0000 and Base64. Text that
// begins with U+0000, NaN and infinities are refused.
class JsonWriter : public ValueSink {
 public:
  // `out`, which is appended to, must outlive the writer.
  explicit JsonWriter(std::string* out) : out_(out) {}

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
  void Separate();
  absl::Status Put(std::string_view text);
  void PutQuoted(std::string_view text);

  std::string* const out_;
  bool after_value_ = false;  // a comma goes before the next one
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_JSON_WRITER_H_
