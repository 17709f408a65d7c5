// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_ROLES_WAMP_CLIENT_H_
#define TESTS_BENCH_ROLES_WAMP_CLIENT_H_

#include <functional>
#include <future>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "tests/bench/process/arguments.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/io_threads.h"

namespace wampbridge::bench {

// A WAMP client on the bridge's own client core, with one thread. The functions
// below wait for the router's answer; not for the client's own thread. Ends the
// process when its session is lost, for then nothing measured counts.
class WampClient : public transport::SessionObserver {
 public:
  // --url, --serializer (msgpack), --ca
  explicit WampClient(const Arguments& arguments);
  ~WampClient() override;

  // Called on the client's thread; to be set before Join.
  std::function<void(const wamp::Event&)> on_event;
  std::function<void(const wamp::Invocation&)> on_invocation;

  absl::Status Join();
  absl::Status Register(const std::string& procedure);
  absl::Status Subscribe(const std::string& topic);

  transport::ClientConnection& connection() { return *connection_; }
  transport::EventLoop& loop() { return io_.loop(0); }

  // SessionObserver.
  void OnChallenge(const wamp::Challenge&) override {}
  void OnJoined(const wamp::Welcome&) override { joined_.set_value(); }
  void OnEvent(const wamp::Event& event) override { on_event(event); }
  void OnInvocation(const wamp::Invocation& invocation) override {
    on_invocation(invocation);
  }
  void OnInterrupt(const wamp::Interrupt&) override {}
  void OnUnsubscribed(const wamp::Unsubscribed&) override {}
  void OnUnregistered(const wamp::Unregistered&) override {}
  void OnLost(const wamp::SessionLost& lost) override;

 private:
  transport::IoThreads io_;
  std::promise<void> joined_;
  std::shared_ptr<transport::ClientConnection> connection_;
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_ROLES_WAMP_CLIENT_H_
