// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_INCOMING_H_
#define WAMP_TRANSPORT_INCOMING_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "wamp/transport/byte_stream.h"
#include "wamp/transport/handshake.h"
#include "wamp/transport/listener.h"
#include "wamp/transport/plain_stream.h"
#include "wamp/transport/tls_context.h"
#include "wamp/transport/url.h"

namespace wampbridge::transport {

// What a listener shares with the connections from it; lives as long as any of
// them. Thread-safe.
class ListenerShare {
 public:
  // `tls` is empty where the URL wants none.
  ListenerShare(ListenOptions options, Url url, std::shared_ptr<TlsContext> tls,
                Listener::AcceptFunction accept);

  const ListenOptions& options() const { return options_; }
  const Url& url() const { return url_; }
  const TlsContext* tls() const { return tls_.get(); }

  // Asks the listener's user for an observer; nullptr after Stop.
  std::shared_ptr<ServerConnectionObserver> Accept(
      std::shared_ptr<ServerConnection> connection);
  // Waits for an Accept that is running; none runs afterwards.
  void Stop();

 private:
  const ListenOptions options_;
  const Url url_;
  const std::shared_ptr<TlsContext> tls_;
  std::mutex mutex_;
  Listener::AcceptFunction accept_;  // empty after Stop
};

// A connection that was accepted and has not shaken hands: does so within
// handshake_timeout and hands over to the listener's user. The loop's thread
// only; keeps itself alive.
class Incoming : public std::enable_shared_from_this<Incoming> {
 public:
  Incoming(std::shared_ptr<ListenerShare> share,
           std::unique_ptr<ByteStream> stream, std::string peer);

  void Start();

 private:
  void StartTls();
  void ShakeHands();
  void HandleDone(absl::StatusOr<std::shared_ptr<Transport>> transport);
  void HandleTimeout();

  const std::shared_ptr<ListenerShare> share_;
  EventLoop& loop_;
  std::unique_ptr<ByteStream> stream_;  // until the next step has it
  const std::string peer_;
  std::unique_ptr<Timer> timer_;
  absl::AnyInvocable<void()> cancel_;  // the running step
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_INCOMING_H_
