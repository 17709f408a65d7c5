// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_CBOR_READER_H_
#define WAMP_CODEC_CBOR_READER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/cbor_head.h"
#include "wamp/codec/input.h"
#include "wamp/codec/open_items.h"
#include "wamp/codec/token_reader.h"

namespace wampbridge::wamp {

// CBOR (RFC 8949). Integers and floats of any width and indefinite lengths are
// read. Refused by name, because a Value cannot hold what they mean: tags,
// undefined and other simple values, negative integers below -2^63.
class CborReader : public TokenReader {
 public:
  // `bytes` must outlive the reader and its tokens.
  CborReader(std::string_view bytes, int nesting_max)
      : in_(bytes), nesting_max_(nesting_max) {}

  absl::Status Next(Token* token) override;
  absl::Status NextItem(Token* token, std::string_view* octets) override;

 private:
  absl::Status ReadItem(Token* token);
  absl::Status Fill(const CborHead& head, size_t begin, Token* token);
  absl::Status ReadString(const CborHead& head, Token* token);
  absl::Status ReadChunk(const CborHead& head, std::string_view* chunk);
  absl::Status Open(const CborHead& head, Token* token);
  absl::Status Close(Token* token);
  bool AtBreak() const;

  Input in_;
  const int nesting_max_;
  bool begun_ = false;
  OpenItems open_;
  std::string joined_;  // a string that came in chunks
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_CBOR_READER_H_
