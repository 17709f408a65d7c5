// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/caller_access.h"

#include <arpa/inet.h>

#include <array>
#include <string>

#include "absl/status/status.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {
namespace {

bool Consume(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool IsLoopback4(std::string_view host) {
  in_addr address{};
  return inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 &&
         (ntohl(address.s_addr) >> 24) == 127;
}

// ::1, and ::ffff:127.0.0.0/104 (IPv4 on a socket for both).
bool IsLoopback6(std::string_view host) {
  host = host.substr(0, host.find('%'));  // without its zone
  in6_addr address{};
  if (inet_pton(AF_INET6, std::string(host).c_str(), &address) != 1) {
    return false;
  }
  return IN6_IS_ADDR_LOOPBACK(&address) ||
         (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127);
}

}  // namespace

bool IsLocalPeer(std::string_view peer) {
  if (Consume(peer, "unix:") || Consume(peer, "unix-abstract:")) return true;
  if (Consume(peer, "ipv4:")) {
    return IsLoopback4(peer.substr(0, peer.rfind(':')));
  }
  if (!Consume(peer, "ipv6:")) return false;
  // gRPC writes the brackets as they are or percent-encoded.
  if (Consume(peer, "%5B"))
    return IsLoopback6(peer.substr(0, peer.find("%5D")));
  if (Consume(peer, "[")) return IsLoopback6(peer.substr(0, peer.find(']')));
  return false;
}

bool IsLocalListener(std::string_view address) {
  if (Consume(address, "unix:")) return true;
  if (Consume(address, "[")) {
    return IsLoopback6(address.substr(0, address.find(']')));
  }
  const std::string_view host = address.substr(0, address.rfind(':'));
  return host == "localhost" || IsLoopback4(host);
}

std::optional<Failure> CallerAccess::Check(std::string_view peer) const {
  if (allowed_ == Allowed::kEveryone || IsLocalPeer(peer)) return std::nullopt;
  return Rejected(absl::UnauthenticatedError(
      "only callers on this machine are served, since the bridge's "
      "configuration has no `callers`"));
}

}  // namespace wampbridge::bridge
