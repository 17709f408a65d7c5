// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_RAWSOCKET_FRAME_H_
#define WAMP_TRANSPORT_RAWSOCKET_FRAME_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "wamp/serializer.h"

namespace wampbridge::transport {

// RawSocket's octets (advanced profile, "RawSocket Transport"); pure functions.
inline constexpr size_t kRawSocketHandshakeBytes = 4;
inline constexpr size_t kRawSocketHeaderBytes = 4;
inline constexpr size_t kRawSocketMessageBytesMax = size_t{1} << 24;

using RawSocketHandshake = std::array<uint8_t, kRawSocketHandshakeBytes>;

// The power of two, 2^9 to 2^24, that is at most `bytes`: what can be announced
// as one's own limit. Fewer than 2^9 cannot be said and are taken as 2^9.
size_t RawSocketLimit(size_t bytes);

// 0x7F, limit and serializer, 0, 0: the client's request and the router's
// consent. REQUIRES: `limit` came from RawSocketLimit.
RawSocketHandshake MakeHandshake(wamp::Serializer serializer, size_t limit);

// The router's refusals.
enum class RawSocketRefusal : uint8_t {
  kSerializer = 1,
  kLength = 2,
  kReserved = 3,
  kConnections = 4,
};
RawSocketHandshake MakeRefusal(RawSocketRefusal refusal);

// What a handshake, request or answer, says.
struct HandshakeTerms {
  wamp::Serializer serializer;
  size_t message_bytes_max;  // what the speaker takes
};

// A client's request, read by a router that speaks `serializers`. An error
// is the refusal to answer with; nullopt: this is no RawSocket at all.
struct HandshakeRequest {
  std::optional<HandshakeTerms> terms;
  std::optional<RawSocketRefusal> refusal;
};
HandshakeRequest ParseHandshakeRequest(
    const RawSocketHandshake& octets,
    const std::vector<wamp::Serializer>& serializers);

// A router's answer to a request with `asked`. kSerializer refused:
// UnimplementedError, another serializer may do; kConnections:
// UnavailableError, later may do; anything else is FailedPreconditionError.
absl::StatusOr<HandshakeTerms> ParseHandshakeAnswer(
    const RawSocketHandshake& octets, wamp::Serializer asked);

enum class FrameType : uint8_t { kMessage = 0, kPing = 1, kPong = 2 };

struct FrameHeader {
  FrameType type;
  size_t length;
};

// Reads the first kRawSocketHeaderBytes of `octets`. InvalidArgumentError: an
// unknown type or a reserved bit.
absl::StatusOr<FrameHeader> ParseFrameHeader(std::string_view octets);
// REQUIRES: length <= kRawSocketMessageBytesMax.
void AppendFrameHeader(FrameType type, size_t length, std::string* out);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_RAWSOCKET_FRAME_H_
