// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_frame.h"

#include <cassert>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace wampbridge::transport {
namespace {

constexpr uint8_t kFin = 0x80;
constexpr uint8_t kCompressed = 0x40;  // RSV1
constexpr uint8_t kReserved = 0x30;    // RSV2 and RSV3
constexpr uint8_t kOpcodeMask = 0x0F;
constexpr uint8_t kMasked = 0x80;
constexpr uint8_t kLengthMask = 0x7F;
// Lengths below these stand in the second octet itself; these say that two or
// eight octets follow.
constexpr uint8_t kLengthInTwo = 126;
constexpr uint8_t kLengthInEight = 127;

bool IsKnown(uint8_t opcode) {
  return opcode <= static_cast<uint8_t>(WebSocketOpcode::kBinary) ||
         (opcode >= static_cast<uint8_t>(WebSocketOpcode::kClose) &&
          opcode <= static_cast<uint8_t>(WebSocketOpcode::kPong));
}

size_t LengthOctets(uint8_t length) {
  if (length == kLengthInTwo) return 2;
  return length == kLengthInEight ? 8 : 0;
}

uint64_t FromBigEndian(std::string_view octets) {
  uint64_t value = 0;
  for (const char c : octets) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

void AppendBigEndian(uint64_t value, size_t octets, std::string* out) {
  for (size_t i = octets; i > 0; --i) {
    out->push_back(static_cast<char>(value >> (8 * (i - 1))));
  }
}

absl::Status CheckFirst(uint8_t first) {
  if ((first & kReserved) != 0 || !IsKnown(first & kOpcodeMask)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "a frame begins with 0x%02x, which has no meaning", first));
  }
  return absl::OkStatus();
}

// The length is in the fewest octets that hold it (section 5.2).
absl::Status CheckLength(uint64_t length, size_t octets) {
  const bool minimal = octets == 0 || length > (octets == 2 ? 125 : 0xFFFF);
  if (minimal && length >> 63 == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "a frame's length of ", length, " stands in ", octets, " octets"));
}

absl::Status CheckControl(const WebSocketHeader& header) {
  if (!IsControl(header.opcode)) return absl::OkStatus();
  if (header.payload_bytes > kWebSocketControlBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("a control frame has ", header.payload_bytes,
                     " octets, over the ", kWebSocketControlBytesMax));
  }
  if (header.fin && !header.compressed) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "a control frame is fragmented or compressed");
}

}  // namespace

bool IsControl(WebSocketOpcode opcode) {
  return opcode >= WebSocketOpcode::kClose;
}

absl::StatusOr<std::optional<ParsedWebSocketHeader>> ParseWebSocketHeader(
    std::string_view octets) {
  if (octets.empty()) return std::nullopt;
  const auto first = static_cast<uint8_t>(octets[0]);
  if (absl::Status known = CheckFirst(first); !known.ok()) return known;
  if (octets.size() < 2) return std::nullopt;
  const auto second = static_cast<uint8_t>(octets[1]);
  const bool masked = (second & kMasked) != 0;
  const size_t length_octets = LengthOctets(second & kLengthMask);
  ParsedWebSocketHeader parsed;
  parsed.header_bytes = 2 + length_octets + (masked ? sizeof(MaskKey) : 0);
  if (octets.size() < parsed.header_bytes) return std::nullopt;
  WebSocketHeader& header = parsed.header;
  header.opcode = static_cast<WebSocketOpcode>(first & kOpcodeMask);
  header.fin = (first & kFin) != 0;
  header.compressed = (first & kCompressed) != 0;
  header.payload_bytes = length_octets == 0
                             ? second & kLengthMask
                             : FromBigEndian(octets.substr(2, length_octets));
  if (masked) {
    std::memcpy(&header.mask.emplace(), octets.data() + 2 + length_octets,
                sizeof(MaskKey));
  }
  absl::Status fits = CheckLength(header.payload_bytes, length_octets);
  if (fits.ok()) fits = CheckControl(header);
  if (!fits.ok()) return fits;
  return parsed;
}

void AppendWebSocketHeader(const WebSocketHeader& header, std::string* out) {
  assert(CheckControl(header).ok());
  out->push_back(static_cast<char>((header.fin ? kFin : 0) |
                                   (header.compressed ? kCompressed : 0) |
                                   static_cast<uint8_t>(header.opcode)));
  const uint8_t masked = header.mask ? kMasked : 0;
  if (header.payload_bytes < kLengthInTwo) {
    out->push_back(static_cast<char>(masked | header.payload_bytes));
  } else if (header.payload_bytes <= 0xFFFF) {
    out->push_back(static_cast<char>(masked | kLengthInTwo));
    AppendBigEndian(header.payload_bytes, 2, out);
  } else {
    out->push_back(static_cast<char>(masked | kLengthInEight));
    AppendBigEndian(header.payload_bytes, 8, out);
  }
  if (header.mask) {
    out->append(reinterpret_cast<const char*>(&*header.mask), sizeof(MaskKey));
  }
}

void ApplyMask(MaskKey key, char* data, size_t size) {
  const uint64_t twice = uint64_t{key} << 32 | key;
  size_t i = 0;
  for (; i + sizeof(twice) <= size; i += sizeof(twice)) {
    uint64_t word;
    std::memcpy(&word, data + i, sizeof(word));
    word ^= twice;
    std::memcpy(data + i, &word, sizeof(word));
  }
  char octets[sizeof(key)];
  std::memcpy(octets, &key, sizeof(key));
  for (; i < size; ++i) {
    data[i] = static_cast<char>(data[i] ^ octets[i % sizeof(key)]);
  }
}

}  // namespace wampbridge::transport
