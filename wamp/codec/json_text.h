// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_JSON_TEXT_H_
#define WAMP_CODEC_JSON_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/input.h"
#include "wamp/codec/token_reader.h"

namespace wampbridge::wamp {

// JSON's words (RFC 8259), which know nothing of lists and dictionaries.

void SkipJsonSpace(Input* in);

// A string as it stands between its quotation marks. Its escapes are of the
// right form; UTF-8 and surrogates are unchecked.
struct JsonString {
  std::string_view raw;
  bool escaped = false;  // there is at least one backslash
};

// REQUIRES: `in` is at a quotation mark. It is taken with all up to the other.
absl::Status TakeJsonString(Input* in, JsonString* out);

// The text itself: `string.raw`, or *scratch where there were escapes. Refuses
// what is not UTF-8 and half surrogates; `offset`, where `raw` begins, is for
// the error.
absl::Status DecodeJsonString(const JsonString& string, size_t offset,
                              std::string* scratch, std::string_view* text);

// A number as it stands. REQUIRES: `in` is at a '-' or a digit.
struct JsonNumber {
  std::string_view raw;
  bool integer = false;  // neither fraction nor exponent
};
absl::Status TakeJsonNumber(Input* in, JsonNumber* out);

// As kInt, kUint or kDouble. Refuses integers outside int64 and uint64, and
// what double cannot hold, by name.
absl::Status DecodeJsonNumber(const JsonNumber& number, size_t offset,
                              Token* token);

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_JSON_TEXT_H_
