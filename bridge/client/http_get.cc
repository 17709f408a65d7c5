// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/http_get.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "bridge/config/address.h"

namespace wampbridge::bridge {
namespace {

constexpr std::size_t kAnswerOctetsMax = 16 << 20;

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

absl::Status Unreachable(const HttpGetOptions& options,
                         const std::string& why) {
  return absl::UnavailableError("no bridge answers at http://" +
                                options.address + options.path + ": " + why);
}

void SetTimeouts(int fd, absl::Duration timeout) {
  const timeval value = absl::ToTimeval(timeout);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &value, sizeof value);
}

absl::StatusOr<Socket> Connect(const ListenAddress& address,
                               const HttpGetOptions& options) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(),
                  &hints, &found);
  if (error != 0) return Unreachable(options, gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found,
                                                                 freeaddrinfo);
  int failure = 0;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    Socket candidate(
        socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, 0));
    SetTimeouts(candidate.get(), options.timeout);
    if (connect(candidate.get(), one->ai_addr, one->ai_addrlen) == 0) {
      return candidate;
    }
    failure = errno;
  }
  return Unreachable(options, strerror(failure));
}

absl::StatusOr<std::string> Exchange(int fd, const std::string& request,
                                     const HttpGetOptions& options) {
  if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return Unreachable(options, strerror(errno));
  }
  std::string answer;
  char buffer[16384];
  ssize_t got = 0;
  while ((got = recv(fd, buffer, sizeof buffer, 0)) > 0) {
    answer.append(buffer, static_cast<std::size_t>(got));
    if (answer.size() > kAnswerOctetsMax) {
      return Unreachable(options, "the answer is larger than 16 MiB");
    }
  }
  if (got < 0) return Unreachable(options, strerror(errno));
  return answer;
}

}  // namespace

absl::StatusOr<HttpAnswer> HttpGet(const HttpGetOptions& options) {
  const absl::StatusOr<ListenAddress> address =
      ParseListenAddress(options.address);
  if (!address.ok() || address->IsUnix() || address->port == 0) {
    return absl::InvalidArgumentError("\"" + options.address +
                                      "\" is no address; give HOST:PORT");
  }
  const absl::StatusOr<Socket> socket = Connect(*address, options);
  if (!socket.ok()) return socket.status();
  const absl::StatusOr<std::string> answer =
      Exchange(socket->get(),
               "GET " + options.path + " HTTP/1.0\r\nHost: " + options.address +
                   "\r\n\r\n",
               options);
  if (!answer.ok()) return answer.status();
  // "HTTP/1.1 200 OK", headers, an empty line, the body.
  const std::size_t body = answer->find("\r\n\r\n");
  int code = 0;
  if (!answer->starts_with("HTTP/1.") || body == std::string::npos ||
      !absl::SimpleAtoi(answer->substr(9, 3), &code)) {
    return Unreachable(options, "what listens there does not speak HTTP");
  }
  return HttpAnswer{code, answer->substr(body + 4)};
}

}  // namespace wampbridge::bridge
