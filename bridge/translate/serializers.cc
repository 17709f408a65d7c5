// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/serializers.h"

namespace wampbridge::bridge {

std::optional<wamp::Serializer> ToWampSerializer(v1::Serializer serializer) {
  switch (serializer) {
    case v1::SERIALIZER_JSON:
      return wamp::Serializer::kJson;
    case v1::SERIALIZER_MSGPACK:
      return wamp::Serializer::kMsgpack;
    case v1::SERIALIZER_CBOR:
      return wamp::Serializer::kCbor;
    default:
      return std::nullopt;
  }
}

v1::Serializer ToProto(wamp::Serializer serializer) {
  switch (serializer) {
    case wamp::Serializer::kJson:
      return v1::SERIALIZER_JSON;
    case wamp::Serializer::kMsgpack:
      return v1::SERIALIZER_MSGPACK;
    case wamp::Serializer::kCbor:
      return v1::SERIALIZER_CBOR;
  }
  return v1::SERIALIZER_UNSPECIFIED;
}

std::optional<wamp::Serializer> SerializerOf(v1::PayloadForm form) {
  switch (form) {
    case v1::PAYLOAD_FORM_ENCODED_JSON:
      return wamp::Serializer::kJson;
    case v1::PAYLOAD_FORM_ENCODED_MSGPACK:
      return wamp::Serializer::kMsgpack;
    case v1::PAYLOAD_FORM_ENCODED_CBOR:
      return wamp::Serializer::kCbor;
    default:
      return std::nullopt;
  }
}

}  // namespace wampbridge::bridge
