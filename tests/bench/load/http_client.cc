// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/bench/process/usage.h"

namespace wampbridge::bench {
namespace {

constexpr char kHeadEnd[] = "\r\n\r\n";
constexpr std::string_view kLineEnd = "\r\n";
constexpr int kSilenceMilliseconds = 30'000;

// What stands behind `name` in a head in small letters; empty: it is not there.
std::string Header(const std::string& head, const std::string& name) {
  const size_t at = head.find(absl::StrCat("\r\n", name, ":"));
  if (at == std::string::npos) return "";
  const size_t from = at + name.size() + 3;
  return std::string(absl::StripAsciiWhitespace(
      head.substr(from, head.find('\r', from) - from)));
}

// Takes the chunks from `begin` on, once the last one is there (RFC 9112, 7.1).
std::optional<std::string> TakeChunks(std::string& received, size_t begin) {
  std::string body;
  for (;;) {
    const size_t end = received.find(kLineEnd, begin);
    if (end == std::string::npos) return std::nullopt;
    const size_t size = std::strtoul(&received[begin], nullptr, 16);
    const size_t after = end + kLineEnd.size() + size + kLineEnd.size();
    if (received.size() < after) return std::nullopt;
    body.append(received, end + kLineEnd.size(), size);
    begin = after;
    if (size == 0) break;
  }
  received.erase(0, begin);
  return body;
}

// Takes one whole answer out of what was received, and gives its body.
std::optional<std::string> TakeBody(std::string& received) {
  const size_t end = received.find(kHeadEnd);
  if (end == std::string::npos) return std::nullopt;
  const size_t begin = end + sizeof(kHeadEnd) - 1;
  const std::string head =
      absl::AsciiStrToLower(absl::StrCat(received.substr(0, end), "\r\n"));
  if (Header(head, "transfer-encoding") == "chunked") {
    return TakeChunks(received, begin);
  }
  size_t length = 0;
  if (!absl::SimpleAtoi(Header(head, "content-length"), &length) ||
      received.size() < begin + length) {
    return std::nullopt;
  }
  std::string body = received.substr(begin, length);
  received.erase(0, begin + length);
  return body;
}

}  // namespace

HttpClient::HttpClient(int port, int connections)
    : port_(port), connections_(connections) {}

HttpClient::~HttpClient() {
  for (const Connection& connection : connections_) close(connection.socket);
}

absl::Status HttpClient::Open() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (Connection& connection : connections_) {
    if (connection.socket >= 0) continue;
    connection.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (connect(connection.socket, reinterpret_cast<sockaddr*>(&address),
                sizeof(address)) != 0) {
      return absl::UnavailableError("cannot connect for HTTP");
    }
  }
  return absl::OkStatus();
}

absl::Status HttpClient::Send(Connection& connection,
                              const std::string& request) {
  connection.begin = NowNanoseconds();
  if (send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return absl::UnavailableError("cannot send an HTTP request");
  }
  return absl::OkStatus();
}

absl::Status HttpClient::Read(Connection& connection) {
  std::array<char, 65536> octets;
  const ssize_t count =
      recv(connection.socket, octets.data(), octets.size(), 0);
  if (count <= 0) {
    return absl::UnavailableError("an HTTP connection was closed");
  }
  connection.received.append(octets.data(), count);
  return absl::OkStatus();
}

absl::Status HttpClient::Run(const Load& load, MeasuredWindow& window) {
  const std::string request =
      absl::StrCat("POST ", load.path, " HTTP/1.1\r\nHost: 127.0.0.1:", port_,
                   "\r\nContent-Type: application/json\r\nContent-Length: ",
                   load.body.size(), kHeadEnd, load.body);
  absl::Status status = Open();
  std::vector<pollfd> waiting;
  for (Connection& connection : connections_) {
    if (status.ok()) status = Send(connection, request);
    waiting.push_back({connection.socket, POLLIN, 0});
  }
  for (size_t left = connections_.size(); status.ok() && left > 0;) {
    if (poll(waiting.data(), waiting.size(), kSilenceMilliseconds) <= 0) {
      return absl::DeadlineExceededError("no HTTP answer comes");
    }
    for (size_t i = 0; i < waiting.size() && status.ok(); ++i) {
      if (waiting[i].revents == 0) continue;
      Connection& connection = connections_[i];
      status = Read(connection);
      const auto body = TakeBody(connection.received);
      if (!body.has_value()) continue;
      const std::string wrong = load.check(*body);
      if (!wrong.empty()) return absl::UnknownError(wrong);
      if (window.Add(connection.begin)) {
        status.Update(Send(connection, request));
      } else {
        --left;
      }
    }
  }
  return status;
}

}  // namespace wampbridge::bench
