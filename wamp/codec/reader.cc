// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/reader.h"

#include "wamp/codec/any_reader.h"
#include "wamp/codec/token_reader.h"

namespace wampbridge::wamp {

absl::Status ReadValue(Serializer serializer, std::string_view bytes,
                       ValueSink& sink, const ReadLimits& limits) {
  AnyReader reader(serializer, bytes, limits.nesting_max);
  Token token;
  if (absl::Status read = reader->Next(&token); !read.ok()) return read;
  if (absl::Status copied = CopyValue(*reader, token, sink); !copied.ok()) {
    return copied;
  }
  return reader->Next(&token);  // kEnd, or what stands after the value
}

}  // namespace wampbridge::wamp
