// SPDX-License-Identifier: Apache-2.0
#include "bridge/serve/service_notice.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

// Not to be inherited by whatever this process starts.
std::string TakeVariable(const char* name) {
  const char* value = std::getenv(name);
  std::string taken = value == nullptr ? "" : value;
  unsetenv(name);
  return taken;
}

}  // namespace

ServiceNotice::ServiceNotice() : socket_(TakeVariable("NOTIFY_SOCKET")) {}

void ServiceNotice::Ready(std::string_view status) const {
  Tell("READY=1", status);
}

void ServiceNotice::Stopping(std::string_view status) const {
  Tell("STOPPING=1", status);
}

void ServiceNotice::Tell(std::string_view state,
                         std::string_view status) const {
  sockaddr_un address{};
  if (socket_.empty() || socket_.size() >= sizeof(address.sun_path)) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';  // abstract
  const auto size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const std::string message =
      absl::StrCat(std::string(state), "\nSTATUS=", std::string(status), "\n");
  (void)sendto(fd, message.data(), message.size(), MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&address), size);
  close(fd);
}

}  // namespace wampbridge::bridge
