// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/client_connection.h"

#include <utility>

#include "wamp/transport/asio_loop.h"
#include "wamp/transport/client_driver.h"
#include "wamp/transport/transport_dialer.h"
#include "wamp/transport/url.h"

namespace wampbridge::transport {

std::shared_ptr<ClientConnection> ClientConnection::Create(
    EventLoop& loop, DialOptions dial, wamp::SessionOptions session,
    SessionObserver* observer) {
  const absl::StatusOr<Url> url = ParseUrl(dial.url);
  ClientDriver::Options options{
      .url = url.ok() ? url->ToString() : "the router",
      .keepalive_interval = dial.keepalive_interval,
      .keepalive_timeout = dial.keepalive_timeout,
      .rawsocket_ping = dial.rawsocket_ping,
      .session = std::move(session),
  };
  // Sockets need the loop behind sockets: see the header.
  auto& sockets = dynamic_cast<AsioLoop&>(loop);
  return std::make_shared<ClientDriver>(
      loop, NewTransportDialer(sockets, std::move(dial)), std::move(options),
      observer);
}

}  // namespace wampbridge::transport
