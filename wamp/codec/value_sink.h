// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_VALUE_SINK_H_
#define WAMP_CODEC_VALUE_SINK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"

namespace wampbridge::wamp {

// Takes one value piece by piece, in order: a scalar, or Begin…, the parts, and
// the matching End…; in a dictionary Key comes before each value. Readers drive
// sinks and writers are sinks, so a value goes from one form into another with
// no tree between. A status that is not OK stops the reader, which returns it.
class ValueSink {
 public:
  virtual ~ValueSink() = default;

  virtual absl::Status Null() = 0;
  virtual absl::Status Bool(bool value) = 0;
  virtual absl::Status Int(int64_t value) = 0;
  virtual absl::Status Uint(uint64_t value) = 0;  // only above 2^63-1
  virtual absl::Status Double(double value) = 0;
  virtual absl::Status String(std::string_view text) = 0;  // valid UTF-8
  virtual absl::Status Bytes(std::string_view octets) = 0;
  // size: how many items follow, where the source knows it (JSON does not).
  virtual absl::Status BeginList(std::optional<size_t> size) = 0;
  virtual absl::Status EndList() = 0;
  virtual absl::Status BeginDict(std::optional<size_t> size) = 0;
  virtual absl::Status Key(std::string_view key) = 0;
  virtual absl::Status EndDict() = 0;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_VALUE_SINK_H_
