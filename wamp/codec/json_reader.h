// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_JSON_READER_H_
#define WAMP_CODEC_JSON_READER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "wamp/codec/input.h"
#include "wamp/codec/token_reader.h"

namespace wampbridge::wamp {

// JSON (RFC 8259) with WAMP's binary strings: text that begins with U+0000 is
// data in padded Base64. Our own rather than nlohmann's, which silently makes
// doubles of large integers, knows no offsets and cannot step over a value.
class JsonReader : public TokenReader {
 public:
  // `bytes` must outlive the reader and its tokens.
  JsonReader(std::string_view bytes, int nesting_max)
      : in_(bytes), nesting_max_(nesting_max) {}

  absl::Status Next(Token* token) override;
  absl::Status NextItem(Token* token, std::string_view* octets) override;

 private:
  enum class Expect {
    kValue,  // at the beginning, after a comma in a list, or after a key
    kFirst,  // after an opening bracket: an item or the closing one
    kMore,   // after a value: comma, closing bracket, or the end
  };

  absl::Status ReadValue(Token* token);
  absl::Status ReadItem(Token* token);
  absl::Status ReadKey(Token* token);
  absl::Status ReadText(Token* token);
  absl::Status ReadNumber(Token* token);
  absl::Status TakeLiteral(std::string_view word);
  absl::Status Open(Token* token);
  absl::Status Close(Token* token);
  bool AtClosing() const;

  Input in_;
  const int nesting_max_;
  Expect expect_ = Expect::kValue;
  bool after_key_ = false;
  size_t value_begin_ = 0;              // where the last value began
  bool form_only_ = false;              // while NextItem steps over
  absl::InlinedVector<char, 32> open_;  // the closing brackets to come
  std::string unescaped_;
  std::string octets_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_JSON_READER_H_
