// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/rawsocket_frame.h"

#include <algorithm>
#include <bit>
#include <cassert>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace wampbridge::transport {
namespace {

constexpr uint8_t kMagic = 0x7F;
constexpr size_t kLimitMin = size_t{1} << 9;
constexpr uint8_t kLengthBit = 0x08;  // X: the length is 2^24
constexpr uint8_t kTypeMask = 0x07;

constexpr uint8_t Code(wamp::Serializer serializer) {
  switch (serializer) {
    case wamp::Serializer::kJson:
      return 1;
    case wamp::Serializer::kMsgpack:
      return 2;
    case wamp::Serializer::kCbor:
      return 3;
  }
  return 0;
}

std::string RefusalWords(uint8_t code) {
  switch (code) {
    case 1:
      return "the router does not speak this serializer";
    case 2:
      return "the router does not accept our message size limit";
    case 3:
      return "the router wants reserved bits to be used";
    case 4:
      return "the router has too many connections";
    default:
      return absl::StrCat("the router refused with error ", code);
  }
}

absl::Status Refusal(uint8_t code) {
  const std::string words = RefusalWords(code);
  switch (RawSocketRefusal{code}) {
    case RawSocketRefusal::kSerializer:
      return absl::UnimplementedError(words);
    case RawSocketRefusal::kConnections:
      return absl::UnavailableError(words);
    default:
      return absl::FailedPreconditionError(words);
  }
}

// What a peer that is no RawSocket router has said.
absl::Status Stranger(const RawSocketHandshake& octets) {
  const std::string hex = absl::StrFormat("%02x %02x %02x %02x", octets[0],
                                          octets[1], octets[2], octets[3]);
  if (std::equal(octets.begin(), octets.end(), "HTTP")) {
    return absl::FailedPreconditionError(
        "what answered speaks HTTP, not RawSocket: its URL may begin with "
        "ws:// or wss://");
  }
  if (octets[0] == 0x15 || octets[0] == 0x16) {
    return absl::FailedPreconditionError(
        "what answered speaks TLS, not RawSocket: its URL may begin with "
        "tcps://");
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "what answered does not speak RawSocket: its first octets are ", hex));
}

}  // namespace

size_t RawSocketLimit(size_t bytes) {
  return std::bit_floor(
      std::clamp(bytes, kLimitMin, kRawSocketMessageBytesMax));
}

RawSocketHandshake MakeHandshake(wamp::Serializer serializer, size_t limit) {
  assert(limit == RawSocketLimit(limit));
  const int exponent = std::countr_zero(limit) - std::countr_zero(kLimitMin);
  return {kMagic, static_cast<uint8_t>(exponent << 4 | Code(serializer)), 0, 0};
}

RawSocketHandshake MakeRefusal(RawSocketRefusal refusal) {
  return {kMagic, static_cast<uint8_t>(static_cast<uint8_t>(refusal) << 4), 0,
          0};
}

HandshakeRequest ParseHandshakeRequest(
    const RawSocketHandshake& octets,
    const std::vector<wamp::Serializer>& serializers) {
  if (octets[0] != kMagic) return {};
  if (octets[2] != 0 || octets[3] != 0) {
    return {std::nullopt, RawSocketRefusal::kReserved};
  }
  for (const wamp::Serializer serializer : serializers) {
    if (Code(serializer) == (octets[1] & 0x0F)) {
      return {HandshakeTerms{serializer, kLimitMin << (octets[1] >> 4)},
              std::nullopt};
    }
  }
  return {std::nullopt, RawSocketRefusal::kSerializer};
}

absl::StatusOr<HandshakeTerms> ParseHandshakeAnswer(
    const RawSocketHandshake& octets, wamp::Serializer asked) {
  if (octets[0] != kMagic) return Stranger(octets);
  const uint8_t low = octets[1] & 0x0F;
  const uint8_t high = octets[1] >> 4;
  if (low == 0) {
    return Refusal(high);
  }
  if (low != Code(asked)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the router answered with serializer ", low, " where ",
                     Code(asked), " was asked for"));
  }
  return HandshakeTerms{asked, kLimitMin << high};
}

absl::StatusOr<FrameHeader> ParseFrameHeader(std::string_view octets) {
  assert(octets.size() >= kRawSocketHeaderBytes);
  const auto octet = [&](size_t i) { return static_cast<uint8_t>(octets[i]); };
  const uint8_t type = octet(0) & kTypeMask;
  if ((octet(0) & ~(kTypeMask | kLengthBit)) != 0 ||
      type > static_cast<uint8_t>(FrameType::kPong)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "the peer sent a RawSocket frame of unknown type 0x%02x", octet(0)));
  }
  size_t length = size_t{octet(1)} << 16 | size_t{octet(2)} << 8 | octet(3);
  if ((octet(0) & kLengthBit) != 0) {
    if (length != 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the peer sent a RawSocket frame of 2^24+", length, " octets"));
    }
    length = kRawSocketMessageBytesMax;
  }
  return FrameHeader{static_cast<FrameType>(type), length};
}

void AppendFrameHeader(FrameType type, size_t length, std::string* out) {
  assert(length <= kRawSocketMessageBytesMax);
  const bool whole = length == kRawSocketMessageBytesMax;
  out->push_back(
      static_cast<char>(static_cast<uint8_t>(type) | (whole ? kLengthBit : 0)));
  out->push_back(static_cast<char>(length >> 16));
  out->push_back(static_cast<char>(length >> 8));
  out->push_back(static_cast<char>(length));
  if (whole) (*out)[out->size() - 3] = 0;
}

}  // namespace wampbridge::transport
