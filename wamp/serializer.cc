// SPDX-License-Identifier: Apache-2.0
#include "wamp/serializer.h"

namespace wampbridge::wamp {

std::string_view SerializerName(Serializer serializer) {
  switch (serializer) {
    case Serializer::kJson:
      return "json";
    case Serializer::kMsgpack:
      return "msgpack";
    case Serializer::kCbor:
      return "cbor";
  }
  return "unknown";
}

std::optional<Serializer> SerializerFromName(std::string_view name) {
  for (Serializer serializer :
       {Serializer::kJson, Serializer::kMsgpack, Serializer::kCbor}) {
    if (name == SerializerName(serializer)) return serializer;
  }
  return std::nullopt;
}

}  // namespace wampbridge::wamp
