// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_MSGPACK_READER_H_
#define WAMP_CODEC_MSGPACK_READER_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/input.h"
#include "wamp/codec/msgpack_head.h"
#include "wamp/codec/open_items.h"
#include "wamp/codec/token_reader.h"

namespace wampbridge::wamp {

// MessagePack from version 5 on: str is text and bin is binary data. Integers
// and floats of any width are read; extension types are refused by number.
class MsgpackReader : public TokenReader {
 public:
  // `bytes` must outlive the reader and its tokens.
  MsgpackReader(std::string_view bytes, int nesting_max)
      : in_(bytes), nesting_max_(nesting_max) {}

  absl::Status Next(Token* token) override;
  absl::Status NextItem(Token* token, std::string_view* octets) override;

 private:
  absl::Status ReadItem(Token* token);
  absl::Status ReadKey(Token* token);
  absl::Status Fill(const MsgpackHead& head, size_t begin, Token* token);
  absl::Status ReadText(const MsgpackHead& head, Token* token);
  absl::Status Open(const MsgpackHead& head, Token* token);

  Input in_;
  const int nesting_max_;
  bool begun_ = false;
  OpenItems open_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_MSGPACK_READER_H_
