// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/any_reader.h"

namespace wampbridge::wamp {

AnyReader::AnyReader(Serializer serializer, std::string_view bytes,
                     int nesting_max) {
  switch (serializer) {
    case Serializer::kJson:
      reader_ = &storage_.emplace<JsonReader>(bytes, nesting_max);
      break;
    case Serializer::kMsgpack:
      reader_ = &storage_.emplace<MsgpackReader>(bytes, nesting_max);
      break;
    case Serializer::kCbor:
      reader_ = &storage_.emplace<CborReader>(bytes, nesting_max);
      break;
  }
}

}  // namespace wampbridge::wamp
