// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/io_threads.h"

#include <algorithm>

#include "wamp/transport/asio_loop.h"

namespace wampbridge::transport {

IoThreads::IoThreads(size_t threads) {
  threads = std::max<size_t>(threads, 1);
  loops_.reserve(threads);
  for (size_t i = 0; i < threads; ++i) {
    loops_.push_back(std::make_unique<AsioLoop>());
  }
}

IoThreads::~IoThreads() { Stop(); }

EventLoop& IoThreads::loop(size_t index) { return *loops_.at(index); }

EventLoop& IoThreads::Next() { return *loops_[next_++ % loops_.size()]; }

void IoThreads::Stop() {
  for (const auto& loop : loops_) loop->Stop();
  // A connection on one loop may be held by a function on another.
  for (const auto& loop : loops_) loop->Discard();
}

}  // namespace wampbridge::transport
