// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_reader.h"

#include <span>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {

absl::StatusOr<std::optional<WebSocketReader::Item>> WebSocketReader::Next() {
  for (;;) {
    const std::span<char> rest = buffer_.rest();
    const auto parsed = ParseWebSocketHeader({rest.data(), rest.size()});
    if (!parsed.ok()) return parsed.status();
    buffer_.Want(rest.size() + 1);
    if (!parsed->has_value()) return std::nullopt;
    const auto& [header, header_bytes] = **parsed;
    if (absl::Status fits = Check(header); !fits.ok()) return fits;
    const size_t whole = header_bytes + header.payload_bytes;
    if (rest.size() < whole) {
      buffer_.Want(whole);
      return std::nullopt;
    }
    std::optional<Item> item = TakeFrame(**parsed);
    if (item) return item;
  }
}

absl::Status WebSocketReader::Check(const WebSocketHeader& header) const {
  const bool masked = options_.side == WebSocketSide::kServer;
  if (header.mask.has_value() != masked) {
    return absl::InvalidArgumentError(masked ? "a client's frame is not masked"
                                             : "a router's frame is masked");
  }
  if (IsControl(header.opcode)) return absl::OkStatus();
  const bool continues = header.opcode == WebSocketOpcode::kContinuation;
  if (continues != message_.has_value()) {
    return absl::InvalidArgumentError(continues
                                          ? "a frame continues no message"
                                          : "a message begins inside another");
  }
  // RFC 7692 section 6: a message's first frame says it.
  if (header.compressed && (continues || !options_.compression)) {
    return absl::InvalidArgumentError(
        "a frame is compressed, which was not agreed");
  }
  if (header.payload_bytes >
      options_.message_bytes_max - buffer_.gathered_bytes()) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the peer sent a message over the limit of ",
                     options_.message_bytes_max, " octets"));
  }
  return absl::OkStatus();
}

std::optional<WebSocketReader::Item> WebSocketReader::TakeFrame(
    const ParsedWebSocketHeader& parsed) {
  const WebSocketHeader& header = parsed.header;
  buffer_.Take(parsed.header_bytes);
  if (header.mask) {
    ApplyMask(*header.mask, buffer_.rest().data(), header.payload_bytes);
  }
  if (IsControl(header.opcode) || (header.fin && !message_)) {
    return Item{header.opcode, header.compressed,
                buffer_.Take(header.payload_bytes)};
  }
  buffer_.Gather(header.payload_bytes);
  if (!message_) message_ = header;
  if (!header.fin) return std::nullopt;
  const WebSocketHeader first = *std::exchange(message_, std::nullopt);
  return Item{first.opcode, first.compressed, buffer_.TakeGathered()};
}

}  // namespace wampbridge::transport
