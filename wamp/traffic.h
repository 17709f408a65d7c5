// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRAFFIC_H_
#define WAMP_TRAFFIC_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "wamp/message.h"

namespace wampbridge::wamp {

// What has gone over a session: its messages by type, and their octets without
// the transport's framing. Of messages sent, those that were queued to be
// written. Not thread-safe.
struct Traffic {
  // Message types are below it (specification, "Message Codes").
  static constexpr size_t kTypes = 71;

  std::array<uint64_t, kTypes> messages_sent{};
  std::array<uint64_t, kTypes> messages_received{};
  uint64_t octets_sent = 0;
  uint64_t octets_received = 0;

  uint64_t sent(MessageType type) const {
    return messages_sent[static_cast<size_t>(type)];
  }
  uint64_t received(MessageType type) const {
    return messages_received[static_cast<size_t>(type)];
  }
  void Add(const Traffic& other);
  // Each count becomes at least what it is in `other`.
  void RaiseTo(const Traffic& other);
};

}  // namespace wampbridge::wamp

#endif  // WAMP_TRAFFIC_H_
