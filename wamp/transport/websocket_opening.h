// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_WEBSOCKET_OPENING_H_
#define WAMP_TRANSPORT_WEBSOCKET_OPENING_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "wamp/serializer.h"
#include "wamp/transport/byte_stream.h"
#include "wamp/transport/message_deflate.h"
#include "wamp/transport/transport.h"
#include "wamp/transport/websocket_codec.h"

namespace wampbridge::transport {

// What both sides of WebSocket's opening handshake share.

// The subprotocol's name, "wamp.2." and the serializer.
std::string SubprotocolOf(wamp::Serializer serializer);
// Of `serializers` the one whose subprotocol is `name`.
std::optional<wamp::Serializer> SerializerOfSubprotocol(
    std::string_view name, const std::vector<wamp::Serializer>& serializers);
// "wamp.2.cbor, wamp.2.json", as in the handshake's header.
std::string SubprotocolsOf(const std::vector<wamp::Serializer>& serializers);

// RFC 6455 section 4.1: a new Sec-WebSocket-Key, and section 4.2.2: the
// Sec-WebSocket-Accept that answers it.
std::string NewWebSocketKey();
std::string WebSocketAcceptOf(std::string_view key);
// Whether it is 16 octets in base64.
bool IsWebSocketKey(std::string_view key);

// The client's Sec-WebSocket-Extensions (RFC 7692).
constexpr char kDeflateOffer[] = "permessage-deflate";
struct DeflateAnswer {
  DeflateTerms terms;
  std::string header;  // the server's Sec-WebSocket-Extensions
};
// What a server takes of a client's offers; nullopt: none that it can.
std::optional<DeflateAnswer> AnswerDeflateOffers(std::string_view offers);
// What a client, who has offered compression or not, makes of the server's
// answer. FailedPreconditionError: it takes what was not offered.
absl::StatusOr<std::optional<DeflateTerms>> ParseDeflateAnswer(
    std::string_view answer, bool offered);

// A transport with random masks over `stream`, of which the handshake has read
// `octets` too many.
std::shared_ptr<Transport> NewWebSocketTransport(
    std::unique_ptr<ByteStream> stream, WebSocketTerms terms,
    std::string_view octets);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_WEBSOCKET_OPENING_H_
