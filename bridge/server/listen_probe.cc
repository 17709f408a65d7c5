// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/listen_probe.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace wampbridge::bridge {
namespace {

constexpr char kUnknown[] = "the address cannot be used";

std::string TryBind(const sockaddr* address, socklen_t size) {
  const int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return std::strerror(errno);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const bool taken = bind(fd, address, size) == 0 && listen(fd, 1) == 0;
  std::string why = taken ? kUnknown : std::strerror(errno);
  close(fd);
  return why;
}

std::string TryUnix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return "the path is too long";
  path.copy(address.sun_path, path.size());
  std::string why =
      TryBind(reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  if (why == kUnknown) unlink(path.c_str());  // we have just made it
  return why;
}

}  // namespace

std::string WhyNotListen(const std::string& address) {
  if (address.rfind("unix:", 0) == 0) {
    const std::string path = address.substr(5);
    return TryUnix(path.rfind("//", 0) == 0 ? path.substr(2) : path);
  }
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return kUnknown;
  std::string host = address.substr(0, colon);
  if (host.size() > 1 && host.front() == '[') {
    host = host.substr(1, host.size() - 2);
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(),
                                &hints, &found);
  if (error != 0) return gai_strerror(error);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found,
                                                             freeaddrinfo);
  return TryBind(found->ai_addr, found->ai_addrlen);
}

}  // namespace wampbridge::bridge
