// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_SERIALIZER_H_
#define WAMP_SERIALIZER_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace wampbridge::wamp {

// How WAMP messages become octets (basic profile, "Serializers"). One
// connection speaks one serializer, agreed by its transport's handshake.
enum class Serializer : uint8_t { kJson, kMsgpack, kCbor };

// The short name used in configuration and logs: json, msgpack, cbor. The
// WebSocket subprotocol is "wamp.2." followed by it.
std::string_view SerializerName(Serializer serializer);
std::optional<Serializer> SerializerFromName(std::string_view name);

}  // namespace wampbridge::wamp

#endif  // WAMP_SERIALIZER_H_
