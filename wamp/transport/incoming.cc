// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/incoming.h"

#include <utility>

#include "wamp/transport/canceller.h"
#include "wamp/transport/rawsocket_server.h"
#include "wamp/transport/server_driver.h"
#include "wamp/transport/tls_handshake.h"
#include "wamp/transport/websocket_server.h"

namespace wampbridge::transport {

ListenerShare::ListenerShare(ListenOptions options, Url url,
                             std::shared_ptr<TlsContext> tls,
                             Listener::AcceptFunction accept)
    : options_(std::move(options)),
      url_(std::move(url)),
      tls_(std::move(tls)),
      accept_(std::move(accept)) {}

std::shared_ptr<ServerConnectionObserver> ListenerShare::Accept(
    std::shared_ptr<ServerConnection> connection) {
  std::lock_guard lock(mutex_);
  return accept_ ? accept_(std::move(connection)) : nullptr;
}

void ListenerShare::Stop() {
  std::lock_guard lock(mutex_);
  accept_ = nullptr;
}

Incoming::Incoming(std::shared_ptr<ListenerShare> share,
                   std::unique_ptr<ByteStream> stream, std::string peer)
    : share_(std::move(share)),
      loop_(stream->loop()),
      stream_(std::move(stream)),
      peer_(std::move(peer)) {}

void Incoming::Start() {
  timer_ = loop_.RunAfter(share_->options().handshake_timeout,
                          [self = weak_from_this()] {
                            if (const auto incoming = self.lock())
                              incoming->HandleTimeout();
                          });
  if (share_->tls() != nullptr) {
    StartTls();
  } else {
    ShakeHands();
  }
}

void Incoming::StartTls() {
  auto tls = std::make_shared<TlsHandshake>(std::move(stream_),
                                            share_->tls()->NewServer());
  cancel_ = Canceller(tls);
  tls->Start([self = shared_from_this()](
                 absl::StatusOr<std::unique_ptr<ByteStream>> secure) {
    self->cancel_ = nullptr;
    if (!secure.ok()) return;
    self->stream_ = *std::move(secure);
    self->ShakeHands();
  });
}

void Incoming::ShakeHands() {
  const ListenOptions& options = share_->options();
  std::shared_ptr<Handshake> handshake;
  if (share_->url().websocket()) {
    handshake = NewWebSocketServer(
        std::move(stream_), {std::string(share_->url().Path()),
                             options.serializers, options.message_bytes_max});
  } else {
    handshake = std::make_shared<RawSocketServer>(
        std::move(stream_), options.serializers, options.message_bytes_max);
  }
  cancel_ = Canceller(handshake);
  handshake->Start([self = shared_from_this()](
                       absl::StatusOr<std::shared_ptr<Transport>> transport) {
    self->HandleDone(std::move(transport));
  });
}

void Incoming::HandleDone(
    absl::StatusOr<std::shared_ptr<Transport>> transport) {
  timer_ = nullptr;
  cancel_ = nullptr;
  if (!transport.ok()) return;
  const auto driver = std::make_shared<ServerDriver>(
      loop_, *std::move(transport),
      ServerDriver::Options{peer_,
                            std::string(SchemeName(share_->url().scheme)),
                            share_->options().write_buffer_bytes});
  driver->Start([&] { return share_->Accept(driver); });
}

void Incoming::HandleTimeout() {
  timer_ = nullptr;
  if (cancel_) std::exchange(cancel_, nullptr)();
}

}  // namespace wampbridge::transport
