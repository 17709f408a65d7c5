// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_ROUTER_CONNECTION_H_
#define WAMP_ROUTER_ROUTER_CONNECTION_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "wamp/router/message_sink.h"
#include "wamp/router/router.h"
#include "wamp/router/router_session.h"
#include "wamp/transport/event_loop.h"
#include "wamp/transport/server_connection.h"

namespace wampbridge::router {

// One accepted connection and its session: octets in, octets out. A peer that
// lets its queue fill up is disconnected, so that one slow reader neither holds
// up the others nor fills the memory. Lives on the router's loop, kept by its
// ServerConnection until OnClosed.
class RouterConnection : public transport::ServerConnectionObserver,
                         public MessageSink,
                         public std::enable_shared_from_this<RouterConnection> {
 public:
  struct Options {
    Router* router = nullptr;              // outlives the connection
    transport::EventLoop* loop = nullptr;  // the router's, outlives it
    absl::Duration join_timeout;
    // Called on the loop after each input, when the router's timers may have
    // changed, and once when the connection is gone.
    std::function<void()> on_activity;
    std::function<void(RouterConnection*)> on_gone;
  };

  RouterConnection(Options options,
                   std::shared_ptr<transport::ServerConnection> connection);

  // From GOODBYE to its answer, at most.
  static constexpr absl::Duration kGoodbyeTime = absl::Seconds(1);

  // Says GOODBYE with `reason`, waits for its answer, then closes.
  void Leave(std::string_view reason);
  // Drops the connection without a word.
  void Reset();

  // ServerConnectionObserver
  void OnMessage(std::string_view message) override;
  void OnClosed(const absl::Status& why) override;

  // MessageSink
  void Write(std::string_view message) override;
  void AwaitGoodbye() override;
  void Close() override;
  size_t message_bytes_max() const override;

 private:
  // As long as nobody has joined, the connection lives for join_timeout.
  void WatchJoin();
  // Later, since the router may be in the middle of a fan-out.
  void ResetSoon();

  const Options options_;
  const std::shared_ptr<transport::ServerConnection> connection_;
  RouterSession session_;
  std::unique_ptr<transport::Timer> join_timer_;
  std::unique_ptr<transport::Timer> goodbye_timer_;
  bool overflowed_ = false;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_ROUTER_CONNECTION_H_
