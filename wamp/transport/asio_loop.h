// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_ASIO_LOOP_H_
#define WAMP_TRANSPORT_ASIO_LOOP_H_

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_set>

#include "absl/time/time.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::transport {

// A connection on a loop, which something of its own keeps alive for as long as
// its socket is open.
class LoopClient {
 public:
  virtual ~LoopClient() = default;
  // The loop has ended: lets go of what it kept, without a word to anybody.
  // What is returned is destroyed once every client has been released.
  virtual std::shared_ptr<void> Release() = 0;
};

// The event loop behind sockets: one thread in one io_context. Only for files
// of wamp/transport, which hang their sockets on context().
class AsioLoop : public EventLoop {
 public:
  AsioLoop();
  ~AsioLoop() override;  // as Stop

  void Post(std::function<void()> function) override;
  [[nodiscard]] std::unique_ptr<Timer> RunAfter(
      absl::Duration delay, std::function<void()> function) override;
  absl::Time Now() const override;

  // Ends the thread. Not from the thread itself.
  void Stop();
  // Destroys the functions that wait and releases the clients. After every loop
  // was stopped whose sockets they may hold, and before any of those is
  // destroyed.
  void Discard();

  // The loop's thread only.
  void Add(LoopClient* client) { clients_.insert(client); }
  void Remove(LoopClient* client) { clients_.erase(client); }

  boost::asio::io_context& context() { return context_; }

 private:
  struct Context : boost::asio::io_context {
    using execution_context::shutdown;
    using io_context::io_context;
  };

  Context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type>
      work_;
  std::unordered_set<LoopClient*> clients_;  // the open ones; the thread's
  std::thread thread_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_ASIO_LOOP_H_
