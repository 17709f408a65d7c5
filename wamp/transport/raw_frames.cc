// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/raw_frames.h"

#include <openssl/sha.h>

#include <cstddef>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

std::string BigEndian(size_t value, int octets) {
  std::string out;
  for (int i = octets - 1; i >= 0; --i) {
    out.push_back(static_cast<char>(value >> (8 * i)));
  }
  return out;
}

size_t FromBigEndian(std::string_view octets) {
  size_t value = 0;
  for (const char c : octets) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

// RFC 6455 section 4.2.2.
std::string AcceptOf(std::string_view request) {
  constexpr std::string_view kField = "Sec-WebSocket-Key: ";
  const size_t begin = request.find(kField) + kField.size();
  const std::string key(
      request.substr(begin, request.find("\r\n", begin) - begin));
  const std::string salted = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(salted.data()), salted.size(),
       digest);
  return absl::Base64Escape(
      std::string(reinterpret_cast<const char*>(digest), sizeof(digest)));
}

}  // namespace

std::string RawSocketFrame(uint8_t first, std::string_view payload) {
  return std::string(1, static_cast<char>(first)) +
         BigEndian(payload.size(), 3) + std::string(payload);
}

std::string ReadRawSocketFrame(RawPeer& peer) {
  const std::string header = peer.Read(4);
  if (header.size() < 4) return "";
  return peer.Read(FromBigEndian(std::string_view(header).substr(1)));
}

std::string WebSocketFrame(uint8_t first, std::string_view payload) {
  std::string out(1, static_cast<char>(first));
  if (payload.size() < 126) {
    out += BigEndian(payload.size(), 1);
  } else if (payload.size() <= 0xFFFF) {
    out += "\x7E" + BigEndian(payload.size(), 2);
  } else {
    out += "\x7F" + BigEndian(payload.size(), 8);
  }
  return out.append(payload);
}

std::string WebSocketClose(uint16_t code, std::string_view reason) {
  return WebSocketFrame(0x88, BigEndian(code, 2).append(reason));
}

std::string ReadWebSocketFrame(RawPeer& peer) {
  std::string frame = peer.Read(1);
  const std::string second = peer.Read(1);
  if (second.empty()) return "";
  size_t size = static_cast<uint8_t>(second[0]) & 0x7F;
  if (size == 126) size = FromBigEndian(peer.Read(2));
  if (size == 127) size = FromBigEndian(peer.Read(8));
  const std::string mask = peer.Read(4);
  const std::string payload = peer.Read(size);
  if (mask.size() < 4 || payload.size() < size) return "";
  for (size_t i = 0; i < size; ++i) {
    frame.push_back(static_cast<char>(payload[i] ^ mask[i % 4]));
  }
  return frame;
}

std::string ReadHttpRequest(RawPeer& peer) {
  return peer.ReadUntil("\r\n\r\n");
}

std::string SwitchingProtocols(std::string_view request,
                               std::string_view subprotocol) {
  std::string answer = absl::StrCat(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Accept: ",
      AcceptOf(request), "\r\n");
  if (!subprotocol.empty()) {
    absl::StrAppend(
        &answer, "Sec-WebSocket-Protocol: ", std::string(subprotocol), "\r\n");
  }
  return answer + "\r\n";
}

}  // namespace wampbridge::transport
