// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/http_get.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

// Listens on a free port of loopback; answers one client with fixed octets.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer)
      : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener_, any, size), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    EXPECT_EQ(getsockname(listener_, any, &size), 0);
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this, answer = std::move(answer)] {
      const int client = accept(listener_, nullptr, nullptr);
      char buffer[1024];
      const ssize_t got = recv(client, buffer, sizeof buffer, 0);
      request_.assign(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
      // Who has read enough may close before the end.
      send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
      close(client);
    });
  }
  ~OneAnswer() {
    if (thread_.joinable()) thread_.join();
    close(listener_);
  }

  const std::string& address() const { return address_; }
  std::string Request() {
    thread_.join();
    return request_;
  }

 private:
  const int listener_;
  std::string address_;
  std::string request_;
  std::thread thread_;
};

TEST(HttpGetTest, CodeAndBodyAreGiven) {
  OneAnswer server("HTTP/1.1 503 Nope\r\nA: b\r\n\r\n{}\r\n\r\n");
  const auto answer = HttpGet({.address = server.address()});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->code, 503);
  EXPECT_EQ(answer->body, "{}\r\n\r\n");
  EXPECT_TRUE(server.Request().starts_with("GET /status HTTP/1.1\r\n"));
}

TEST(HttpGetTest, OtherProtocolIsNamed) {
  OneAnswer server("220 mail ready\r\n\r\n");
  EXPECT_EQ(HttpGet({.address = server.address()}).status().message(),
            "no bridge answers at http://" + server.address() +
                "/status: what listens there does not speak HTTP, or took "
                "longer than 5s");
}

TEST(HttpGetTest, EndlessAnswerIsCutOff) {
  OneAnswer server("HTTP/1.1 200 OK\r\n\r\n" +
                   std::string((16 << 20) + 1, 'x'));
  EXPECT_EQ(HttpGet({.address = server.address()}).status().message(),
            "no bridge answers at http://" + server.address() +
                "/status: the answer is larger than 16 MiB");
}

TEST(HttpGetTest, NobodyThereIsNamed) {
  // Bound and not listening: connecting is refused.
  const int reserved = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* any = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(reserved, any, size), 0);
  ASSERT_EQ(getsockname(reserved, any, &size), 0);
  const std::string target =
      "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  EXPECT_EQ(HttpGet({.address = target}).status().message(),
            "no bridge answers at http://" + target +
                "/status: it cannot be connected to; is the bridge running, "
                "with its admin listener there?");
  close(reserved);
}

TEST(HttpGetTest, BadAddressIsNamed) {
  EXPECT_EQ(HttpGet({.address = "9090"}).status().message(),
            "\"9090\" is no address; give HOST:PORT");
}

}  // namespace
}  // namespace wampbridge::bridge
