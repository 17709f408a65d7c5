// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_MAILBOX_H_
#define WAMP_TRANSPORT_MAILBOX_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace wampbridge::transport {

// Things that come from other threads, in order. Take waits for the next one;
// the test's own time limit ends a wait that is in vain.
template <typename T>
class Mailbox {
 public:
  void Put(T item) {
    std::lock_guard lock(mutex_);
    items_.push_back(std::move(item));
    arrived_.notify_all();
  }

  T Take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return !items_.empty(); });
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  size_t size() const {
    std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<T> items_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_MAILBOX_H_
