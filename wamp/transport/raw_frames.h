// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_RAW_FRAMES_H_
#define WAMP_TRANSPORT_RAW_FRAMES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "wamp/transport/raw_peer.h"

namespace wampbridge::transport {

// A router's octets, made by hand so that they can be wrong, and what a client
// sent, taken apart without the code under test.

// `first` is the header's first octet, with the frame's type.
std::string RawSocketFrame(uint8_t first, std::string_view payload);
// The next frame's payload; empty when the client has gone.
std::string ReadRawSocketFrame(RawPeer& peer);

// Not masked, as a server's are; `first` has the FIN bit and the opcode.
std::string WebSocketFrame(uint8_t first, std::string_view payload);
std::string WebSocketClose(uint16_t code, std::string_view reason);
// The next frame of a client, unmasked: its first octet, then its payload.
// Empty when the client has gone.
std::string ReadWebSocketFrame(RawPeer& peer);

// Reads a client's opening request whole; HTTP 101 for it.
std::string ReadHttpRequest(RawPeer& peer);
std::string SwitchingProtocols(std::string_view request,
                               std::string_view subprotocol);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_RAW_FRAMES_H_
