// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_WRITER_H_
#define WAMP_CODEC_WRITER_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/value_sink.h"
#include "wamp/serializer.h"
#include "wamp/value.h"

namespace wampbridge::wamp {

// A sink that appends what it is given to *out in `serializer`'s form. `out`
// must outlive the writer. Lists and dictionaries of unknown size are written
// whole, too (MessagePack's and CBOR's counts are patched in afterwards).
// Over JSON, NaN, infinities and strings that begin with U+0000 cannot be said:
// InvalidArgumentError; *out then holds a part and must be thrown away.
std::unique_ptr<ValueSink> NewValueWriter(Serializer serializer,
                                          std::string* out);

// Drives `sink` with `value`, for options, details and tests. Text that is not
// UTF-8 is an InvalidArgumentError.
absl::Status WriteValue(const Value& value, ValueSink& sink);
absl::Status WriteDict(const Dict& dict, ValueSink& sink);
absl::Status WriteText(std::string_view text, ValueSink& sink);

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_WRITER_H_
