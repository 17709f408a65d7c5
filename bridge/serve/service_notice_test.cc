// SPDX-License-Identifier: Apache-2.0
#include "bridge/serve/service_notice.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

namespace wampbridge::bridge {
namespace {

// What systemd would hear.
class Listener {
 public:
  explicit Listener(const std::string& path)
      : fd_(socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)),
              0);
  }
  ~Listener() { close(fd_); }

  std::string Heard() {
    std::array<char, 256> octets{};
    const ssize_t size = recv(fd_, octets.data(), octets.size(), MSG_DONTWAIT);
    return size < 0 ? "" : std::string(octets.data(), size);
  }

 private:
  const int fd_;
};

TEST(ServiceNotice, SystemdHearsOfItsLife) {
  // A test's own folder has a name that is too long for a socket.
  char folder[] = "/tmp/notice-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/socket";
  Listener systemd(path);
  setenv("NOTIFY_SOCKET", path.c_str(), 1);
  const ServiceNotice notice;
  EXPECT_EQ(std::getenv("NOTIFY_SOCKET"), nullptr);
  EXPECT_EQ(systemd.Heard(), "");
  notice.Ready("serving gRPC on 127.0.0.1:1");
  EXPECT_EQ(systemd.Heard(), "READY=1\nSTATUS=serving gRPC on 127.0.0.1:1\n");
  notice.Stopping("shutting down");
  EXPECT_EQ(systemd.Heard(), "STOPPING=1\nSTATUS=shutting down\n");
  unlink(path.c_str());
  rmdir(folder);
}

TEST(ServiceNotice, NothingHappensWhereNobodyListens) {
  unsetenv("NOTIFY_SOCKET");
  ServiceNotice().Ready("serving");
  setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
  ServiceNotice().Ready("serving");
  setenv("NOTIFY_SOCKET", std::string(500, 'a').c_str(), 1);
  ServiceNotice().Ready("serving");
}

}  // namespace
}  // namespace wampbridge::bridge
