// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_PUBLISHED_H_
#define BRIDGE_SERVER_PUBLISHED_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace wampbridge::bridge {

// A setting that each RPC reads and a reload replaces. Readers take no lock and
// may keep what they have read: old values stay until the end, which is what a
// few reloads cost. Thread-safe.
template <typename T>
class Published {
 public:
  explicit Published(T value) { Replace(std::move(value)); }
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  // Good as long as this.
  const T& Get() const { return *current_.load(std::memory_order_acquire); }

  void Replace(T value) {
    const std::lock_guard<std::mutex> lock(mutex_);
    values_.push_back(std::make_unique<const T>(std::move(value)));
    current_.store(values_.back().get(), std::memory_order_release);
  }

 private:
  std::atomic<const T*> current_ = nullptr;
  std::mutex mutex_;
  std::vector<std::unique_ptr<const T>> values_;  // guarded by mutex_
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_PUBLISHED_H_
