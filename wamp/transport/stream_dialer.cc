// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/stream_dialer.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

using boost::asio::ip::tcp;

std::string NameOf(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return endpoint.address().is_v6()
             ? absl::StrCat("[", address, "]:", endpoint.port())
             : absl::StrCat(address, ":", endpoint.port());
}

}  // namespace

StreamDialer::StreamDialer(AsioLoop& loop, Url url, absl::Duration budget,
                           TcpWatch watch)
    : loop_(loop),
      url_(std::move(url)),
      deadline_(loop.Now() + budget),
      watch_(watch),
      resolver_(loop.context()) {}

void StreamDialer::Start(Done done) {
  done_ = std::move(done);
  if (url_.local()) {
    endpoints_.emplace_back(
        boost::asio::local::stream_protocol::endpoint(url_.socket_path),
        url_.socket_path);
    ConnectNext();
    return;
  }
  // A numeric address needs no resolver, which would start a thread.
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(url_.host, error);
  if (error) {
    Resolve();
    return;
  }
  const tcp::endpoint endpoint(address, url_.port);
  endpoints_.emplace_back(endpoint, NameOf(endpoint));
  ConnectNext();
}

void StreamDialer::Cancel() {
  done_ = nullptr;
  timer_ = nullptr;
  resolver_.cancel();
  boost::system::error_code ignored;
  if (socket_) socket_->close(ignored);
}

void StreamDialer::Resolve() {
  step_ = absl::StrCat("resolving ", url_.host);
  resolver_.async_resolve(
      url_.host, std::to_string(url_.port), tcp::resolver::numeric_service,
      [self = shared_from_this()](const boost::system::error_code& error,
                                  const tcp::resolver::results_type& results) {
        if (self->done_ == nullptr) return;
        if (error) {
          self->Finish(absl::UnavailableError(absl::StrCat(
              "cannot resolve ", self->url_.host, ": ", error.message())));
          return;
        }
        for (const auto& entry : results) {
          self->endpoints_.emplace_back(entry.endpoint(),
                                        NameOf(entry.endpoint()));
        }
        self->ConnectNext();
      });
}

void StreamDialer::ConnectNext() {
  timer_ = nullptr;
  if (next_ == endpoints_.size()) {
    Finish(absl::UnavailableError(errors_));
    return;
  }
  const absl::Duration share = (deadline_ - loop_.Now()) /
                               static_cast<int64_t>(endpoints_.size() - next_);
  const auto& [endpoint, name] = endpoints_[next_++];
  step_ = absl::StrCat("connecting to ", name);
  socket_.emplace(loop_.context());
  // The last one has the rest of the time, which the caller watches.
  if (next_ < endpoints_.size()) {
    timer_ = loop_.RunAfter(share, [self = weak_from_this()] {
      boost::system::error_code ignored;
      if (const auto dialer = self.lock()) dialer->socket_->close(ignored);
    });
  }
  socket_->async_connect(endpoint, [self = shared_from_this()](
                                       const boost::system::error_code& error) {
    if (self->done_ != nullptr) self->HandleConnected(error);
  });
}

void StreamDialer::HandleConnected(const boost::system::error_code& error) {
  // The timer may have closed the socket just after it was connected.
  if (error || !socket_->is_open()) {
    const bool slow = !error || error == boost::asio::error::operation_aborted;
    absl::StrAppend(&errors_, errors_.empty() ? "" : "; ", "cannot connect to ",
                    endpoints_[next_ - 1].second, ": ",
                    slow ? "no answer in time" : error.message());
    ConnectNext();
    return;
  }
  WatchTcp(*socket_, watch_);
  Finish(std::make_unique<PlainStream>(loop_, *std::move(socket_)));
}

void StreamDialer::Finish(absl::StatusOr<std::unique_ptr<ByteStream>> result) {
  timer_ = nullptr;
  Done done = std::move(done_);
  done_ = nullptr;
  done(std::move(result));
}

}  // namespace wampbridge::transport
