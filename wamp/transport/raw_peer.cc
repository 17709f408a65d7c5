// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/raw_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace wampbridge::transport {
namespace {

void Check(bool fine) {
  if (!fine) abort();
}

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

}  // namespace

RawPeer RawPeer::Connect(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = Loopback(port);
  Check(connect(fd, reinterpret_cast<const sockaddr*>(&address),
                sizeof(address)) == 0);
  const int on = 1;  // what is written apart arrives apart, mostly
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return RawPeer(fd);
}

RawPeer::~RawPeer() { Close(); }

RawPeer::RawPeer(RawPeer&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}

void RawPeer::Write(std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t sent = send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the other side has gone, which tests look at
    octets.remove_prefix(static_cast<size_t>(sent));
  }
}

std::string RawPeer::Read(size_t size) {
  std::string octets(size, '\0');
  size_t got = 0;
  while (got < size) {
    const ssize_t read = recv(fd_, octets.data() + got, size - got, 0);
    if (read <= 0) break;
    got += static_cast<size_t>(read);
  }
  octets.resize(got);
  return octets;
}

std::string RawPeer::ReadUntil(std::string_view end) {
  std::string octets;
  while (!octets.ends_with(end)) {
    const std::string next = Read(1);
    if (next.empty()) break;
    octets += next;
  }
  return octets;
}

std::string RawPeer::ReadToEnd() {
  std::string octets;
  for (std::string next = Read(1); !next.empty(); next = Read(1)) {
    octets += next;
  }
  return octets;
}

void RawPeer::ShutdownWrite() { shutdown(fd_, SHUT_WR); }

void RawPeer::Close() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

void RawPeer::Reset() {
  const linger now{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  Close();
}

RawListener::RawListener() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  Check(bind(fd_, generic, size) == 0 && listen(fd_, 16) == 0 &&
        getsockname(fd_, generic, &size) == 0);
  port_ = ntohs(address.sin_port);
}

RawListener::~RawListener() { close(fd_); }

RawPeer RawListener::Accept() {
  const int fd = accept(fd_, nullptr, nullptr);
  Check(fd >= 0);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return RawPeer(fd);
}

}  // namespace wampbridge::transport
