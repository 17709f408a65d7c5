// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_IO_THREADS_H_
#define WAMP_TRANSPORT_IO_THREADS_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "wamp/transport/event_loop.h"

namespace wampbridge::transport {

class AsioLoop;

// The threads behind the sockets, each with an event loop of its own. Must
// outlive every connection and listener that was given one of its loops.
class IoThreads {
 public:
  explicit IoThreads(size_t threads);  // 0 is taken as 1
  ~IoThreads();                        // as Stop
  IoThreads(const IoThreads&) = delete;
  IoThreads& operator=(const IoThreads&) = delete;

  size_t size() const { return loops_.size(); }
  EventLoop& loop(size_t index);
  // The loops in turn, so that connections spread evenly. Any thread.
  EventLoop& Next();

  // Ends the threads after the functions that are running; what is posted or
  // due afterwards never runs. Not from one of its own threads.
  void Stop();

 private:
  std::vector<std::unique_ptr<AsioLoop>> loops_;
  std::atomic<size_t> next_ = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_IO_THREADS_H_
