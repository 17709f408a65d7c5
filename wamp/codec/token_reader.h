// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_TOKEN_READER_H_
#define WAMP_CODEC_TOKEN_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/value_sink.h"

namespace wampbridge::wamp {

// One piece of an encoded value. Only the member that belongs to the kind says
// something.
struct Token {
  enum class Kind : uint8_t {
    kNull,
    kBool,
    kInt,
    kUint,  // above 2^63-1
    kDouble,
    kString,
    kBytes,
    kBeginList,
    kEndList,
    kBeginDict,
    kKey,
    kEndDict,
    kEnd,  // of the input
  };
  Kind kind = Kind::kNull;
  bool boolean = false;
  int64_t integer = 0;
  uint64_t large = 0;
  double number = 0;
  // Of kString, kBytes, kKey; valid until the reader's next step.
  std::string_view text;
  // Of kBeginList and kBeginDict, where it is known beforehand.
  std::optional<size_t> size;
};

// Takes one encoded value apart, piece by piece, with no recursion and no tree.
// Errors are as wamp/codec/reader.h says; after one the reader is of no use.
class TokenReader {
 public:
  virtual ~TokenReader() = default;

  virtual absl::Status Next(Token* token) = 0;

  // As Next, but a list or dictionary that begins here is stepped over whole;
  // an empty one has size 0. *octets becomes the item's encoded form, a view of
  // the input. What is stepped over is held to its form only: where it ends
  // must be sure, but bad UTF-8, keys of another type, types that Value lacks
  // and any nesting pass. Who uses the octets checks them, so that one foreign
  // payload does not cost the connection.
  virtual absl::Status NextItem(Token* token, std::string_view* octets) = 0;
};

// Hands the value that begins with `first` to `sink`, to its end.
absl::Status CopyValue(TokenReader& reader, const Token& first,
                       ValueSink& sink);

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_TOKEN_READER_H_
