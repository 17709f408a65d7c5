// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLIENT_STOP_SIGNAL_H_
#define BRIDGE_CLIENT_STOP_SIGNAL_H_

#include <atomic>
#include <functional>
#include <thread>

namespace wampbridge::bridge {

// Turns SIGINT and SIGTERM into calls of a function, on a thread of its own,
// while it lives. It blocks the two signals for the thread that makes it and
// for those started afterwards, so it is made before any other thread; it
// leaves them blocked, since a program that stops makes no other.
class StopSignal {
 public:
  // Told how many signals there have been, from 1.
  using Callback = std::function<void(int count)>;

  // `hangup`, where there is one, is told of each SIGHUP, which is then blocked
  // too and stops nothing.
  explicit StopSignal(Callback callback,
                      std::function<void()> hangup = nullptr);
  ~StopSignal();

  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Whether a signal has come.
  bool stopped() const { return count_ > 0; }

 private:
  void Wait();

  const Callback callback_;
  const std::function<void()> hangup_;
  std::atomic<int> count_ = 0;
  const int signals_;  // signalfd
  const int done_;     // eventfd that ends the thread
  std::thread thread_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLIENT_STOP_SIGNAL_H_
