// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/rawsocket_codec.h"

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {

void RawSocketCodec::Take(Taken* taken) {
  const absl::Status done = TakeFrames(taken);
  if (!done.ok()) taken->end = {TransportLost::By::kError, done};
}

absl::Status RawSocketCodec::TakeFrames(Taken* taken) {
  for (;;) {
    const auto frame = reader_.Next();
    if (!frame.ok()) return frame.status();
    if (!frame->has_value()) return absl::OkStatus();
    const auto& [type, payload] = **frame;
    if (type == FrameType::kMessage) {
      taken->messages.push_back(payload);
    } else if (type == FrameType::kPing) {
      if (payload.size() > terms_.peer_message_bytes_max) {
        return absl::ResourceExhaustedError(absl::StrCat(
            "the peer sent a PING of ", payload.size(),
            " octets, but takes no more than ", terms_.peer_message_bytes_max));
      }
      taken->pings.emplace_back(payload);
    }
    // A PONG has done its work by being heard.
  }
}

TransportLost RawSocketCodec::HandleEnd() const {
  if (reader_.cut()) {
    return {TransportLost::By::kError,
            absl::UnavailableError(
                "the peer closed the connection in the middle of a message")};
  }
  return {TransportLost::By::kPeer,
          absl::UnavailableError("the peer closed the connection")};
}

std::string_view RawSocketCodec::PollTransmitLocked(TransportOwner& owner) {
  const std::string_view octets = owner.PollTransmitLocked();
  inside_message_ = !octets.empty();
  return octets;
}

void RawSocketCodec::ConsumeTransmitLocked(TransportOwner& owner,
                                           size_t octets) {
  owner.ConsumeTransmitLocked(octets);
}

void RawSocketCodec::AppendPingLocked(std::string* out) {
  const std::string number = absl::StrCat(++pings_);
  AppendFrameHeader(FrameType::kPing, number.size(), out);
  out->append(number);
}

void RawSocketCodec::AppendPongLocked(std::string_view payload,
                                      std::string* out) {
  AppendFrameHeader(FrameType::kPong, payload.size(), out);
  out->append(payload);
}

}  // namespace wampbridge::transport
