// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_WEBSOCKET_SERVER_H_
#define WAMP_TRANSPORT_WEBSOCKET_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "wamp/serializer.h"
#include "wamp/transport/byte_stream.h"
#include "wamp/transport/handshake.h"

namespace wampbridge::transport {

struct WebSocketServerOptions {
  std::string path;  // the only one that has a WebSocket
  std::vector<wamp::Serializer> serializers;
  size_t message_bytes_max = 0;
};

// A router's WebSocket handshake: takes the first subprotocol of the client's
// that it speaks; answers anything else with an HTTP error in plain text.
std::shared_ptr<Handshake> NewWebSocketServer(
    std::unique_ptr<ByteStream> stream, WebSocketServerOptions options);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_WEBSOCKET_SERVER_H_
