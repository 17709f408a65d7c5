// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_WEBSOCKET_CLIENT_H_
#define WAMP_TRANSPORT_WEBSOCKET_CLIENT_H_

#include <memory>

#include "wamp/transport/byte_stream.h"
#include "wamp/transport/dial_options.h"
#include "wamp/transport/handshake.h"
#include "wamp/transport/url.h"

namespace wampbridge::transport {

// A client's WebSocket handshake: offers the subprotocols of all serializers in
// order of preference and takes the one that the router chose.
std::shared_ptr<Handshake> NewWebSocketClient(
    std::unique_ptr<ByteStream> stream, const Url& url,
    const DialOptions& options);

// InvalidArgumentError names the header that cannot be sent, or must not be
// because the handshake sends its own.
absl::Status CheckWebSocketHeaders(const DialOptions& options);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_WEBSOCKET_CLIENT_H_
