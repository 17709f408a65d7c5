// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_MESSAGE_SINK_H_
#define WAMP_ROUTER_MESSAGE_SINK_H_

#include <cstddef>
#include <string_view>

namespace wampbridge::router {

// Where the router writes the messages of one session: a connection's queue,
// or a client inside this process. Nothing here may call back into the router
// before it returns, since the router may be in the middle of a fan-out.
class MessageSink {
 public:
  virtual ~MessageSink() = default;

  // Queues one encoded message.
  virtual void Write(std::string_view message) = 0;
  // GOODBYE was written and its answer is due: Close follows with that, or the
  // sink closes by itself when it has waited long enough.
  virtual void AwaitGoodbye() = 0;
  // Closes once everything queued has been written.
  virtual void Close() = 0;
  // The largest message that the other side takes.
  virtual size_t message_bytes_max() const = 0;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_MESSAGE_SINK_H_
