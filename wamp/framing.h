// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_FRAMING_H_
#define WAMP_FRAMING_H_

namespace wampbridge::wamp {

// How PollTransmit parts messages.
enum class Framing {
  kMessage,    // one message at a time: the transport frames it (WebSocket)
  kRawSocket,  // a stream: each message behind its 4-octet RawSocket header
};

}  // namespace wampbridge::wamp

#endif  // WAMP_FRAMING_H_
