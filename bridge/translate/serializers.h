// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_SERIALIZERS_H_
#define BRIDGE_TRANSLATE_SERIALIZERS_H_

#include <optional>

#include "proto/wampbridge/v1/payload.pb.h"
#include "wamp/serializer.h"

namespace wampbridge::bridge {

// nullopt for UNSPECIFIED and numbers that are none.
std::optional<wamp::Serializer> ToWampSerializer(v1::Serializer serializer);
v1::Serializer ToProto(wamp::Serializer serializer);

// The serializer of an encoded form; nullopt for the other forms.
std::optional<wamp::Serializer> SerializerOf(v1::PayloadForm form);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_SERIALIZERS_H_
