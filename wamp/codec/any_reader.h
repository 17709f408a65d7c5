// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_ANY_READER_H_
#define WAMP_CODEC_ANY_READER_H_

#include <string_view>
#include <variant>

#include "wamp/codec/cbor_reader.h"
#include "wamp/codec/json_reader.h"
#include "wamp/codec/msgpack_reader.h"
#include "wamp/codec/token_reader.h"
#include "wamp/serializer.h"

namespace wampbridge::wamp {

// The reader for a serializer, kept in place: one is made for each message.
class AnyReader {
 public:
  // `bytes` must outlive the reader and its tokens.
  AnyReader(Serializer serializer, std::string_view bytes, int nesting_max);
  AnyReader(const AnyReader&) = delete;
  AnyReader& operator=(const AnyReader&) = delete;

  TokenReader& operator*() { return *reader_; }
  TokenReader* operator->() { return reader_; }

 private:
  std::variant<std::monostate, JsonReader, MsgpackReader, CborReader> storage_;
  TokenReader* reader_ = nullptr;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_ANY_READER_H_
