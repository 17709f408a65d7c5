// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_DIAL_OPTIONS_H_
#define WAMP_TRANSPORT_DIAL_OPTIONS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "wamp/serializer.h"

namespace wampbridge::transport {

// TLS towards a router. Certificates are verified, against the system's roots
// where ca_file is empty.
struct TlsOptions {
  std::string ca_file;
  std::string cert_file;  // client certificate, with key_file
  std::string key_file;
  std::string server_name;  // SNI and name to verify; empty: the URL's host
  enum class MinVersion { k12, k13 } min_version = MinVersion::k12;
};

// How to reach one router: config.md "routers".
struct DialOptions {
  // ws://host:port/path, wss://…, tcp://host:port, tcps://…, unix:///path
  std::string url;
  std::vector<wamp::Serializer> serializers = {wamp::Serializer::kCbor,
                                               wamp::Serializer::kMsgpack,
                                               wamp::Serializer::kJson};
  TlsOptions tls;
  std::map<std::string, std::string> headers;  // WebSocket handshake
  bool permessage_deflate = false;
  absl::Duration connect_timeout = absl::Seconds(5);  // resolve to handshake
  absl::Duration keepalive_interval = absl::Seconds(10);
  absl::Duration keepalive_timeout = absl::Seconds(5);
  // Crossbar closes the connection on a RawSocket PING, so TCP keepalive and
  // TCP_USER_TIMEOUT watch a RawSocket connection unless this is set.
  bool rawsocket_ping = false;
  // The largest message taken from the router; RawSocket announces the power
  // of two that is at most this.
  size_t message_bytes_max = 16 << 20;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_DIAL_OPTIONS_H_
