// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_RESULT_QUEUE_H_
#define BRIDGE_SERVER_RESULT_QUEUE_H_

#include <grpcpp/support/byte_buffer.h>

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

#include "bridge/server/to_write.h"
#include "bridge/subscribe/event_queue.h"

namespace wampbridge::bridge {

// The progressive results that a client has not taken yet, and how its stream
// ends behind them. Bounded like a Subscribe stream (limits.queue); what does
// not fit is its owner's to act on. Thread-safe.
class ResultQueue {
 public:
  enum class Room { kTaken, kNone };

  explicit ResultQueue(const EventQueue::Limits& limits) : limits_(limits) {}

  // One alone always fits. After the end results are dropped.
  Room Push(const grpc::ByteBuffer& result);
  // The first end counts. False: there is one.
  bool End(StreamEnd end);
  // The next result, then the end.
  ToWrite TakeNext();

 private:
  const EventQueue::Limits limits_;
  std::mutex mutex_;  // guards what follows
  std::deque<grpc::ByteBuffer> results_;
  size_t octets_ = 0;
  std::optional<StreamEnd> end_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_RESULT_QUEUE_H_
