// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_SAMPLE_CLIENT_H_
#define WAMP_ROUTER_SAMPLE_CLIENT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "wamp/message.h"
#include "wamp/router/message_sink.h"
#include "wamp/router/peer.h"
#include "wamp/router/realm.h"
#include "wamp/router/role.h"
#include "wamp/transport/event_loop.h"
#include "wamp/value.h"

namespace wampbridge::router {

// A callee and publisher inside the router, so that there is something to call
// and to listen to at once:
//   com.example.echo       args and kwargs back
//   com.example.add2       the sum of two numbers
//   com.example.countdown  n, n-1 … 1 as progressive results (one each tenth of
//                          a second), then 0
//   com.example.fail       the error com.example.error.demo with the args
//   com.example.sleep      waits for that many seconds
//   com.example.ticks      a topic: an event each second with kwarg n
// A peer of its realm without a socket. Lives on the router's loop.
class SampleClient : public MessageSink,
                     public std::enable_shared_from_this<SampleClient> {
 public:
  // Registers and starts to tick. `realm` and `loop` must outlive it.
  static std::shared_ptr<SampleClient> Start(Realm* realm,
                                             transport::EventLoop* loop,
                                             wamp::SessionId session);
  // Leaves the realm.
  void Stop();

  // MessageSink
  void Write(std::string_view message) override;
  void AwaitGoodbye() override {}
  void Close() override {}
  size_t message_bytes_max() const override { return size_t{16} << 20; }

 private:
  // A countdown or a sleep that goes on.
  struct Running {
    int64_t left = 0;   // countdown: the next number
    wamp::Value slept;  // sleep: the seconds, as they were given
    std::unique_ptr<transport::Timer> timer;
  };

  SampleClient(Realm* realm, transport::EventLoop* loop,
               wamp::SessionId session, Role role);

  void HandleMessage(std::string_view bytes);
  void HandleInvocation(const wamp::Invocation& invocation);
  void HandleInterrupt(const wamp::Interrupt& interrupt);

  void Echo(const wamp::Invocation& invocation);
  void Add(wamp::RequestId request, const wamp::List& args);
  void Countdown(const wamp::Invocation& invocation, const wamp::List& args);
  void CountOne(wamp::RequestId request);
  void Fail(const wamp::Invocation& invocation);
  void Sleep(wamp::RequestId request, const wamp::List& args);
  void Wake(wamp::RequestId request);
  void Tick();

  void Yield(wamp::RequestId request, wamp::List args, bool progress = false);
  void YieldError(wamp::RequestId request, std::string_view error,
                  std::string_view text);

  Realm* const realm_;
  transport::EventLoop* const loop_;
  const Role role_;
  std::unique_ptr<Peer> peer_;  // null once stopped
  // registration -> its procedure
  std::map<wamp::RegistrationId, std::string> procedures_;
  // invocation -> what is still to do (INTERRUPT names it)
  std::map<wamp::RequestId, Running> running_;
  std::unique_ptr<transport::Timer> tick_timer_;
  uint64_t requests_ = 0;
  int64_t ticks_ = 0;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_SAMPLE_CLIENT_H_
