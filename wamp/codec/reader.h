// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_READER_H_
#define WAMP_CODEC_READER_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/value_sink.h"
#include "wamp/serializer.h"

namespace wampbridge::wamp {

struct ReadLimits {
  // Lists and dictionaries inside one another; a scalar is depth 0. 64 as the
  // gRPC API says; a peer's value that is deeper is refused, never recursed.
  int nesting_max = 64;
};

// Reads exactly one value that fills `bytes` into `sink`. Not well-formed, bad
// UTF-8, a key that is no string, a type that Value lacks, an integer outside
// int64/uint64, something after the value: InvalidArgumentError that names the
// octet offset. Too deep: OutOfRangeError that names the limit. What the sink
// returns comes back as it is. JSON strings that begin with U+0000 are binary
// data in Base64 (advanced profile, "Binary conversion of JSON strings").
absl::Status ReadValue(Serializer serializer, std::string_view bytes,
                       ValueSink& sink, const ReadLimits& limits = {});

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_READER_H_
