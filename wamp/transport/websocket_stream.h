// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_WEBSOCKET_STREAM_H_
#define WAMP_TRANSPORT_WEBSOCKET_STREAM_H_

#include <boost/beast/websocket/stream.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wamp/serializer.h"
#include "wamp/transport/beast_stream.h"

namespace wampbridge::transport {

// Only for the few files that hold WebSocket's code: this is Beast whole.
using WebSocketStream = boost::beast::websocket::stream<BeastStream>;

struct WebSocketOptions {
  size_t message_bytes_max = 0;  // of what is read
  bool permessage_deflate = false;
};

// A stream before its handshake, set up the same on both sides: limits,
// compression, no timers of Beast's own (the keepalive is ours), messages in
// one frame.
std::unique_ptr<WebSocketStream> NewWebSocketStream(
    std::unique_ptr<ByteStream> stream, const WebSocketOptions& options);

// The subprotocol's name, "wamp.2." and the serializer.
std::string SubprotocolOf(wamp::Serializer serializer);
// Of `serializers` the one whose subprotocol is `name`.
std::optional<wamp::Serializer> SerializerOfSubprotocol(
    std::string_view name, const std::vector<wamp::Serializer>& serializers);
// "wamp.2.cbor, wamp.2.json", as in the handshake's header.
std::string SubprotocolsOf(const std::vector<wamp::Serializer>& serializers);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_WEBSOCKET_STREAM_H_
