// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_ADDRESS_H_
#define BRIDGE_CONFIG_ADDRESS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace wampbridge::bridge {

// A URL of a router.
struct RouterUrl {
  enum class Scheme { kWs, kWss, kTcp, kTcps, kUnix };

  Scheme scheme = Scheme::kWs;
  std::string host;  // Without brackets; empty for unix.
  std::uint16_t port = 0;
  std::string path;  // ws and wss: with query, at least "/"; unix: the file.

  bool IsWebSocket() const {
    return scheme == Scheme::kWs || scheme == Scheme::kWss;
  }
  bool IsTls() const {
    return scheme == Scheme::kWss || scheme == Scheme::kTcps;
  }
};

// Where to listen.
struct ListenAddress {
  std::string host;  // Empty for a Unix socket.
  std::uint16_t port = 0;
  std::string path;  // Of a Unix socket; else empty.

  bool IsUnix() const { return !path.empty(); }
  // A Unix socket or an address of this machine that only it can reach.
  bool IsLocal() const;
};

// Where telemetry goes.
struct CollectorUrl {
  std::string target;  // HOST:PORT
  bool tls = false;
};

// Whether a host is 127.0.0.0/8, ::1 or localhost.
bool IsLoopbackHost(const std::string& host);

// The errors are worded to follow a key's name: "must …".
absl::StatusOr<RouterUrl> ParseRouterUrl(const std::string& url);
// HOST:PORT, [IPV6]:PORT or unix:///PATH; port 0 is one that is free.
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& address);
// http://HOST:PORT or https://HOST:PORT
absl::StatusOr<CollectorUrl> ParseCollectorUrl(const std::string& url);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_ADDRESS_H_
