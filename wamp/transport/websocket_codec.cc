// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_codec.h"

#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

// As much is framed before the socket is asked to take it. A multiple of four,
// so that each piece of a message begins at the mask's first octet.
constexpr size_t kPieceBytes = 64 << 10;
static_assert(kPieceBytes % sizeof(MaskKey) == 0);
// What larger messages have made larger is given back.
constexpr size_t kKeptBytes = 2 * kPieceBytes;

std::string_view KindOf(WebSocketOpcode opcode) {
  return opcode == WebSocketOpcode::kText ? "text" : "binary";
}

void Fail(WebSocketCloseCode code, absl::Status cause,
          FrameCodec::Taken* taken) {
  taken->farewell = code;
  taken->end = {TransportLost::By::kError, std::move(cause)};
}

void FailOf(const absl::Status& error, WebSocketCloseCode otherwise,
            FrameCodec::Taken* taken) {
  if (absl::IsResourceExhausted(error)) {
    Fail(WebSocketCloseCode::kTooBig, error, taken);
  } else {
    Fail(otherwise,
         absl::UnavailableError(absl::StrCat(
             "the peer broke the WebSocket protocol: ", error.message())),
         taken);
  }
}

}  // namespace

WebSocketCodec::WebSocketCodec(const WebSocketTerms& terms)
    : terms_(terms),
      reader_({.side = terms.side,
               .message_bytes_max = terms.message_bytes_max,
               .compression = terms.deflate.has_value()}) {
  if (!terms.deflate) return;
  inflater_ = std::make_unique<MessageInflater>();
  deflater_ = std::make_unique<MessageDeflater>(*terms.deflate);
}

WebSocketOpcode WebSocketCodec::message_opcode() const {
  return terms_.serializer == wamp::Serializer::kJson
             ? WebSocketOpcode::kText
             : WebSocketOpcode::kBinary;
}

void WebSocketCodec::Take(Taken* taken) {
  inflated_.clear();
  for (;;) {
    const auto item = reader_.Next();
    if (!item.ok()) {
      FailOf(item.status(), WebSocketCloseCode::kProtocolError, taken);
      return;
    }
    if (!item->has_value() || !TakeItem(**item, taken)) return;
  }
}

bool WebSocketCodec::TakeItem(const WebSocketReader::Item& item, Taken* taken) {
  switch (item.opcode) {
    case WebSocketOpcode::kPing:
      taken->pings.emplace_back(item.payload);
      return true;
    case WebSocketOpcode::kPong:
      return true;  // it has done its work by being heard
    case WebSocketOpcode::kClose:
      HandleClose(item.payload, taken);
      return false;
    default:
      return TakeMessage(item, taken);
  }
}

bool WebSocketCodec::TakeMessage(const WebSocketReader::Item& item,
                                 Taken* taken) {
  if (item.opcode != message_opcode()) {
    Fail(
        WebSocketCloseCode::kUnsupportedData,
        absl::UnavailableError(absl::StrCat(
            "the peer sent a ", std::string(KindOf(item.opcode)),
            " message, which ",
            std::string(wamp::SerializerName(terms_.serializer)), " never is")),
        taken);
    return false;
  }
  if (!item.compressed) {
    taken->messages.push_back(item.payload);
    return true;
  }
  auto message = inflater_->Inflate(item.payload, terms_.message_bytes_max);
  if (!message.ok()) {
    FailOf(message.status(), WebSocketCloseCode::kBadPayload, taken);
    return false;
  }
  taken->messages.push_back(inflated_.emplace_back(*std::move(message)));
  return true;
}

void WebSocketCodec::HandleClose(std::string_view payload, Taken* taken) {
  const auto reason = ParseWebSocketClose(payload);
  if (!reason.ok()) {
    FailOf(reason.status(), WebSocketCloseCode::kProtocolError, taken);
    return;
  }
  taken->farewell = reason->code;  // section 5.5.1: echoed
  taken->end = {IsInOrder(reason->code) ? TransportLost::By::kPeer
                                        : TransportLost::By::kError,
                absl::UnavailableError(WebSocketCloseWords(*reason))};
}

// Without a close frame it is never in order.
TransportLost WebSocketCodec::HandleEnd() const {
  return {TransportLost::By::kError,
          absl::UnavailableError(
              reader_.cut()
                  ? "the peer closed the connection in the middle of a message"
                  : "the peer closed the connection")};
}

std::string_view WebSocketCodec::PollTransmitLocked(TransportOwner& owner) {
  if (!framed_.empty()) return framed_;
  while (framed_.size() < kPieceBytes) {
    const std::string_view message = owner.PollTransmitLocked();
    if (message.empty()) {
      message_left_ = 0;  // taken back, since the connection is given up
      break;
    }
    FrameLocked(owner, message);
  }
  return framed_;
}

void WebSocketCodec::FrameLocked(TransportOwner& owner,
                                 std::string_view message) {
  if (deflater_) {
    AppendFrameLocked({.opcode = message_opcode(), .compressed = true},
                      deflater_->Deflate(message), &framed_);
    owner.ConsumeTransmitLocked(message.size());
    return;
  }
  if (message_left_ == 0) {
    message_left_ = message.size();
    message_mask_ = NextMaskLocked();
    AppendWebSocketHeader({.opcode = message_opcode(),
                           .mask = message_mask_,
                           .payload_bytes = message_left_},
                          &framed_);
  }
  assert(message.size() == message_left_);
  const std::string_view piece = message.substr(0, kPieceBytes);
  const size_t at = framed_.size();
  framed_.append(piece);
  if (message_mask_) {
    ApplyMask(*message_mask_, framed_.data() + at, piece.size());
  }
  message_left_ -= piece.size();
  owner.ConsumeTransmitLocked(piece.size());
}

void WebSocketCodec::ConsumeTransmitLocked(TransportOwner&, size_t octets) {
  framed_.erase(0, octets);
  if (framed_.empty() && framed_.capacity() > kKeptBytes) {
    framed_.shrink_to_fit();
  }
}

std::optional<MaskKey> WebSocketCodec::NextMaskLocked() {
  if (terms_.side == WebSocketSide::kServer) return std::nullopt;
  if (masks_left_ == 0) {
    terms_.random(masks_.data(), sizeof(masks_));
    masks_left_ = masks_.size();
  }
  return masks_[--masks_left_];
}

void WebSocketCodec::AppendFrameLocked(WebSocketHeader header,
                                       std::string_view payload,
                                       std::string* out) {
  header.mask = NextMaskLocked();
  header.payload_bytes = payload.size();
  AppendWebSocketHeader(header, out);
  const size_t at = out->size();
  out->append(payload);
  if (header.mask) ApplyMask(*header.mask, out->data() + at, payload.size());
}

void WebSocketCodec::AppendPingLocked(std::string* out) {
  AppendFrameLocked({.opcode = WebSocketOpcode::kPing}, {}, out);
}

void WebSocketCodec::AppendPongLocked(std::string_view payload,
                                      std::string* out) {
  AppendFrameLocked({.opcode = WebSocketOpcode::kPong}, payload, out);
}

void WebSocketCodec::AppendCloseLocked(WebSocketCloseCode code,
                                       std::string* out) {
  AppendFrameLocked({.opcode = WebSocketOpcode::kClose},
                    WebSocketClosePayload(code), out);
}

}  // namespace wampbridge::transport
