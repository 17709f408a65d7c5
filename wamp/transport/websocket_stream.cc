// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_stream.h"

#include <utility>

#include "absl/strings/str_join.h"

namespace wampbridge::transport {

namespace websocket = boost::beast::websocket;

std::unique_ptr<WebSocketStream> NewWebSocketStream(
    std::unique_ptr<ByteStream> stream, const WebSocketOptions& options) {
  auto result = std::make_unique<WebSocketStream>(std::move(stream));
  result->read_message_max(options.message_bytes_max);
  websocket::permessage_deflate deflate;
  deflate.client_enable = options.permessage_deflate;
  deflate.server_enable = options.permessage_deflate;
  result->set_option(deflate);
  result->set_option(websocket::stream_base::timeout{
      websocket::stream_base::none(), websocket::stream_base::none(), false});
  result->auto_fragment(false);
  return result;
}

std::string SubprotocolOf(wamp::Serializer serializer) {
  return "wamp.2." + std::string(wamp::SerializerName(serializer));
}

std::optional<wamp::Serializer> SerializerOfSubprotocol(
    std::string_view name, const std::vector<wamp::Serializer>& serializers) {
  for (const wamp::Serializer serializer : serializers) {
    if (SubprotocolOf(serializer) == name) return serializer;
  }
  return std::nullopt;
}

std::string SubprotocolsOf(const std::vector<wamp::Serializer>& serializers) {
  return absl::StrJoin(serializers, ", ", [](std::string* out, auto one) {
    out->append(SubprotocolOf(one));
  });
}

}  // namespace wampbridge::transport
