// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/result_queue.h"

#include <utility>

namespace wampbridge::bridge {

ResultQueue::Room ResultQueue::Push(const grpc::ByteBuffer& result) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (end_) return Room::kTaken;
  const size_t size = result.Length();
  if (!results_.empty() && (results_.size() >= limits_.events_max ||
                            octets_ + size > limits_.octets_max)) {
    return Room::kNone;
  }
  octets_ += size;
  results_.push_back(result);
  return Room::kTaken;
}

bool ResultQueue::End(StreamEnd end) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (end_) return false;
  end_ = std::move(end);
  return true;
}

ToWrite ResultQueue::TakeNext() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!results_.empty()) {
    grpc::ByteBuffer result;
    result.Swap(&results_.front());
    results_.pop_front();
    octets_ -= result.Length();
    return result;
  }
  if (end_) return *end_;
  return NothingToWrite{};
}

}  // namespace wampbridge::bridge
