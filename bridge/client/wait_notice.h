// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLIENT_WAIT_NOTICE_H_
#define BRIDGE_CLIENT_WAIT_NOTICE_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <ostream>
#include <string>
#include <thread>

#include "absl/time/time.h"

namespace wampbridge::bridge {

// While it lives, and after a first second, tells a person at a terminal what
// is being waited for and for how long, on one line that goes away in the end:
// "waiting for … (3 s)".
//
// Others must not write to the stream before Stop() has returned.
class WaitNotice {
 public:
  struct Options {
    std::ostream& err;
    bool is_terminal = false;                    // Otherwise it does nothing.
    absl::Duration interval = absl::Seconds(1);  // Between two lines.
  };

  // `what` gives what is waited for, from another thread.
  WaitNotice(Options options, std::function<std::string()> what);
  ~WaitNotice() { Stop(); }

  // Takes the line away. May be called again.
  void Stop();

 private:
  void Run();

  const Options options_;
  const std::function<std::string()> what_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLIENT_WAIT_NOTICE_H_
