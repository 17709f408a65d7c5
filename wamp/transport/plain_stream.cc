// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/plain_stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

absl::Status ErrorOf(const boost::system::error_code& error) {
  if (error == boost::asio::error::operation_aborted) {
    return absl::CancelledError("the connection was closed by us");
  }
  return absl::UnavailableError(error.message());
}

IoResult ResultOf(const boost::system::error_code& error, size_t octets) {
  if (!error) return {IoResult::Outcome::kDone, octets, {}};
  if (error == boost::asio::error::eof) {
    return {IoResult::Outcome::kEnd, 0, {}};
  }
  return {IoResult::Outcome::kFailed, 0, ErrorOf(error)};
}

void SetOption(int fd, int level, int option, int value) {
  // Options that a kernel lacks are no reason to give a connection up.
  (void)setsockopt(fd, level, option, &value, sizeof(value));
}

}  // namespace

void WatchTcp(StreamSocket& socket, const TcpWatch& watch) {
  boost::system::error_code error;
  const auto endpoint = socket.local_endpoint(error);
  if (error || endpoint.protocol().family() == AF_UNIX) return;
  const int fd = socket.native_handle();
  constexpr int kProbes = 3;
  const auto seconds = [](absl::Duration duration) {
    return static_cast<int>(
        std::clamp<int64_t>(absl::ToInt64Seconds(duration), 1, 32767));
  };
  const absl::Duration silence =
      watch.keepalive_interval + watch.keepalive_timeout;
  SetOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  SetOption(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  SetOption(fd, IPPROTO_TCP, TCP_KEEPIDLE, seconds(watch.keepalive_interval));
  SetOption(fd, IPPROTO_TCP, TCP_KEEPINTVL,
            seconds(watch.keepalive_timeout / kProbes));
  SetOption(fd, IPPROTO_TCP, TCP_KEEPCNT, kProbes);
  SetOption(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, seconds(silence) * 1000);
}

PlainStream::PlainStream(AsioLoop& loop, StreamSocket socket)
    : loop_(loop),
      socket_(std::move(socket)),
      fd_(socket_.native_handle()),
      last_heard_ns_(absl::ToUnixNanos(loop.Now())) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
}

PlainStream::~PlainStream() = default;

void PlainStream::AsyncRead(char* data, size_t size, ReadHandler handler) {
  socket_.async_read_some(
      boost::asio::buffer(data, size),
      [this, handler = std::move(handler)](
          const boost::system::error_code& error, size_t octets) mutable {
        // A closed stream may be gone already.
        if (!error) {
          octets_heard_ += octets;
          last_heard_ns_ = absl::ToUnixNanos(loop_.Now());
        }
        handler(ResultOf(error, octets));
      });
}

IoResult PlainStream::Write(std::string_view octets) {
  if (closed_) {
    return {IoResult::Outcome::kFailed, 0,
            absl::CancelledError("the connection was closed by us")};
  }
  if (octets.empty()) return {};
  for (;;) {
    const ssize_t sent =
        ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      return {IoResult::Outcome::kDone, static_cast<size_t>(sent), {}};
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return {IoResult::Outcome::kBlocked, 0, {}};
    }
    return {IoResult::Outcome::kFailed, 0,
            ErrorOf({errno, boost::system::system_category()})};
  }
}

void PlainStream::WaitWritable(WaitHandler handler) {
  socket_.async_wait(
      StreamSocket::wait_write,
      [handler = std::move(handler)](const boost::system::error_code&) mutable {
        handler();
      });
}

void PlainStream::ShutdownWrite() {
  if (!closed_) ::shutdown(fd_, SHUT_WR);
}

void PlainStream::Close() {
  closed_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  kept_ = nullptr;
}

void PlainStream::Reset() {
  if (closed_) return;
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  Close();
}

std::optional<absl::Duration> PlainStream::round_trip() const {
  if (closed_) return std::nullopt;
  tcp_info facts{};
  socklen_t size = sizeof(facts);
  if (getsockopt(fd_, IPPROTO_TCP, TCP_INFO, &facts, &size) != 0 ||
      facts.tcpi_rtt == 0) {
    return std::nullopt;
  }
  return absl::Microseconds(facts.tcpi_rtt);
}

absl::Time PlainStream::last_heard() const {
  return absl::FromUnixNanos(last_heard_ns_);
}

}  // namespace wampbridge::transport
