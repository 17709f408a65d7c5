// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_MSGPACK_WRITER_H_
#define WAMP_CODEC_MSGPACK_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/open_counts.h"
#include "wamp/codec/value_sink.h"

namespace wampbridge::wamp {

// Writes MessagePack, integers and lengths in their shortest form, doubles as
// float 64. Refuses what is longer than 2^32-1.
class MsgpackWriter : public ValueSink {
 public:
  // `out`, which is appended to, must outlive the writer.
  explicit MsgpackWriter(std::string* out) : out_(out) {}

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
  absl::Status Begin(OpenCounts::Form form, std::optional<size_t> size);
  absl::Status End();

  std::string* const out_;
  OpenCounts open_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_MSGPACK_WRITER_H_
