// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_URL_H_
#define WAMP_TRANSPORT_URL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace wampbridge::transport {

// Where a router listens, or where to listen: a plain value.
//
//   ws://host[:80]/path?query    WebSocket      wss://host[:443]/…  over TLS
//   tcp://host:port              RawSocket      tcps://host:port    over TLS
//   unix:///absolute/path        RawSocket over a Unix socket
//
// An IPv6 host stands in brackets. Credentials in a URL are refused: they would
// end up in logs.
struct Url {
  enum class Scheme { kWs, kWss, kTcp, kTcps, kUnix };

  Scheme scheme = Scheme::kWs;
  std::string host;         // without brackets; empty for unix
  uint16_t port = 0;        // 0 for unix, and where any port will do
  std::string target;       // path and query; ws and wss only, at least "/"
  std::string socket_path;  // unix only

  bool websocket() const;
  bool tls() const;
  bool local() const { return scheme == Scheme::kUnix; }

  // "host:port", "[::1]:port", or a Unix socket's path.
  std::string Authority() const;
  // For messages and logs: without the query, which may hold a secret.
  std::string ToString() const;
  // The path without the query.
  std::string_view Path() const;
};

// "ws", "wss", "tcp", "tcps", "unix".
std::string_view SchemeName(Url::Scheme scheme);

// InvalidArgumentError says what is wrong and what would be right.
absl::StatusOr<Url> ParseUrl(std::string_view text);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_URL_H_
