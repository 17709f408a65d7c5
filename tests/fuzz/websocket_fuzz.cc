// SPDX-License-Identifier: Apache-2.0
// What a WebSocket's peer may send, in one piece and in many: both must be
// taken for the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "wamp/transport/websocket_codec.h"

namespace wampbridge::transport {
namespace {

constexpr size_t kMessageBytesMax = 100'000;

WebSocketTerms TermsOf(uint8_t first) {
  WebSocketTerms terms;
  terms.side =
      (first & 1) != 0 ? WebSocketSide::kServer : WebSocketSide::kClient;
  terms.message_bytes_max = kMessageBytesMax;
  if ((first & 2) != 0) terms.deflate = DeflateTerms{};
  return terms;
}

// All that was taken from `octets`, in words.
std::string Read(const WebSocketTerms& terms, std::string_view octets,
                 size_t chunk) {
  WebSocketCodec codec(terms);
  std::string messages;
  std::string pings;
  while (!octets.empty()) {
    const ReadBuffer::Room room = codec.buffer().Space();
    const size_t size = std::min({room.size, chunk, octets.size()});
    std::memcpy(room.data, octets.data(), size);
    octets.remove_prefix(size);
    codec.buffer().Commit(size);
    FrameCodec::Taken taken;
    codec.Take(&taken);
    for (const std::string_view message : taken.messages) {
      if (message.size() > kMessageBytesMax) std::abort();
      absl::StrAppend(&messages, message.size(), ":", std::string(message));
    }
    for (const std::string& ping : taken.pings) {
      absl::StrAppend(&pings, ping.size(), ":", ping);
    }
    codec.buffer().Compact();
    if (!taken.end) continue;
    if (!taken.farewell) std::abort();
    return absl::StrCat(messages, "|", pings, "|",
                        static_cast<int>(*taken.farewell), " ",
                        taken.end->cause.message());
  }
  return absl::StrCat(messages, "|", pings, "|",
                      codec.HandleEnd().cause.message());
}

}  // namespace
}  // namespace wampbridge::transport

// The first octet chooses the side and whether compression was agreed.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using wampbridge::transport::Read;
  if (size == 0) return 0;
  const auto terms = wampbridge::transport::TermsOf(data[0]);
  const std::string_view octets(reinterpret_cast<const char*>(data) + 1,
                                size - 1);
  const std::string whole = Read(terms, octets, SIZE_MAX);
  for (const size_t chunk : {1, 3, 100}) {
    if (Read(terms, octets, chunk) != whole) std::abort();
  }
  return 0;
}
