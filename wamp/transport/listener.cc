// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/listener.h"

#include <unistd.h>

#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/transport/asio_loop.h"
#include "wamp/transport/incoming.h"
#include "wamp/transport/plain_stream.h"
#include "wamp/transport/tls_context.h"
#include "wamp/transport/url.h"

namespace wampbridge::transport {
namespace {

using boost::asio::ip::tcp;
using boost::asio::local::stream_protocol;
using Protocol = boost::asio::generic::stream_protocol;
using SocketAcceptor = boost::asio::basic_socket_acceptor<Protocol>;
using boost::system::error_code;

constexpr int kBacklog = 1024;
// After a failure such as too many open files.
constexpr absl::Duration kAcceptPause = absl::Milliseconds(100);

tcp::endpoint TcpEndpoint(const Protocol::endpoint& endpoint) {
  tcp::endpoint result;
  result.resize(endpoint.size());
  std::memcpy(result.data(), endpoint.data(), endpoint.size());
  return result;
}

std::string PeerName(const StreamSocket& socket, bool local) {
  if (local) return "unix:";
  error_code error;
  const Protocol::endpoint remote = socket.remote_endpoint(error);
  if (error) return "unknown";
  const tcp::endpoint endpoint = TcpEndpoint(remote);
  const std::string address = endpoint.address().to_string();
  return endpoint.address().is_v6()
             ? absl::StrCat("[", address, "]:", endpoint.port())
             : absl::StrCat(address, ":", endpoint.port());
}

// A socket file that nobody listens on is left from a process that died.
void RemoveStale(const std::string& path) {
  boost::asio::io_context context;
  stream_protocol::socket socket(context);
  error_code error;
  socket.connect(stream_protocol::endpoint(path), error);
  if (error == boost::asio::error::connection_refused) unlink(path.c_str());
}

absl::StatusOr<Protocol::endpoint> EndpointOf(AsioLoop& loop, const Url& url) {
  if (url.local()) {
    RemoveStale(url.socket_path);
    return Protocol::endpoint(stream_protocol::endpoint(url.socket_path));
  }
  error_code error;
  tcp::resolver resolver(loop.context());
  const auto found = resolver.resolve(
      url.host, std::to_string(url.port),
      tcp::resolver::numeric_service | tcp::resolver::passive, error);
  if (error || found.empty()) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", url.ToString(), ": cannot resolve ",
                     url.host, ": ", error.message()));
  }
  return Protocol::endpoint(found.begin()->endpoint());
}

absl::Status Open(SocketAcceptor& acceptor, const Protocol::endpoint& endpoint,
                  const Url& url) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error && !url.local()) {
    acceptor.set_option(SocketAcceptor::reuse_address(true), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(kBacklog, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("cannot listen on ", url.ToString(), ": ", error.message()));
}

// The listening socket on its loop.
class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(IoThreads& io, AsioLoop& loop)
      : io_(io), loop_(loop), socket_(loop.context()) {}

  SocketAcceptor& socket() { return socket_; }
  AsioLoop& loop() { return loop_; }

  void Accept(std::shared_ptr<ListenerShare> share) {
    auto& next = static_cast<AsioLoop&>(io_.Next());
    socket_.async_accept(next.context(), [self = shared_from_this(),
                                          share = std::move(share), &next](
                                             const error_code& error,
                                             StreamSocket accepted) mutable {
      self->HandleAccept(error, std::move(accepted), next, std::move(share));
    });
  }

  void Close() {
    error_code ignored;
    socket_.close(ignored);
    pause_ = nullptr;
  }

 private:
  void HandleAccept(const error_code& error, StreamSocket accepted,
                    AsioLoop& next, std::shared_ptr<ListenerShare> share) {
    if (!socket_.is_open()) return;
    if (error) {
      pause_ = loop_.RunAfter(kAcceptPause, [this, share] { Accept(share); });
      return;
    }
    const bool room = *connections_ < share->options().connections_max;
    if (room) Hand(std::move(accepted), next, share);
    Accept(std::move(share));
  }

  void Hand(StreamSocket accepted, AsioLoop& next,
            const std::shared_ptr<ListenerShare>& share) {
    std::string peer = PeerName(accepted, share->url().local());
    WatchTcp(accepted, {});
    // Counts until the connection's stream is gone.
    auto counted = std::shared_ptr<void>(
        nullptr, [count = connections_](void*) { --*count; });
    ++*connections_;
    auto stream = std::make_unique<PlainStream>(next, std::move(accepted));
    stream->Keep(std::move(counted));
    auto incoming =
        std::make_shared<Incoming>(share, std::move(stream), std::move(peer));
    next.Post([incoming] { incoming->Start(); });
  }

  IoThreads& io_;
  AsioLoop& loop_;
  SocketAcceptor socket_;
  std::unique_ptr<Timer> pause_;
  const std::shared_ptr<std::atomic<size_t>> connections_ =
      std::make_shared<std::atomic<size_t>>(0);
};

class SocketListener : public Listener {
 public:
  SocketListener(Url url, std::shared_ptr<ListenerShare> share,
                 std::shared_ptr<Acceptor> acceptor)
      : url_(std::move(url)),
        text_(absl::StrCat(absl::string_view(SchemeName(url_.scheme).data(),
                                             SchemeName(url_.scheme).size()),
                           "://", url_.Authority(), url_.target)),
        share_(std::move(share)),
        acceptor_(std::move(acceptor)) {}

  ~SocketListener() override { Stop(); }

  const std::string& url() const override { return text_; }
  int port() const override { return url_.port; }

  void Stop() override {
    if (std::exchange(stopped_, true)) return;
    share_->Stop();
    // New connections are refused from here on, by the kernel too.
    ::shutdown(acceptor_->socket().native_handle(), SHUT_RD);
    acceptor_->loop().Post([acceptor = acceptor_] { acceptor->Close(); });
    if (url_.local()) unlink(url_.socket_path.c_str());
  }

 private:
  const Url url_;  // with the port that was taken
  const std::string text_;
  const std::shared_ptr<ListenerShare> share_;
  const std::shared_ptr<Acceptor> acceptor_;
  bool stopped_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Listen(
    IoThreads& io, ListenOptions options, AcceptFunction accept) {
  absl::StatusOr<Url> url = ParseUrl(options.url);
  if (!url.ok()) return url.status();
  if (options.serializers.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(url->ToString(), ": no serializer to speak"));
  }
  std::shared_ptr<TlsContext> tls;
  if (url->tls()) {
    auto context = TlsContext::ForServer(
        {options.cert_file, options.key_file, options.client_ca_file});
    if (!context.ok()) return context.status();
    tls = *std::move(context);
  }
  auto& loop = static_cast<AsioLoop&>(io.Next());
  const auto endpoint = EndpointOf(loop, *url);
  if (!endpoint.ok()) return endpoint.status();
  auto acceptor = std::make_shared<Acceptor>(io, loop);
  const absl::Status opened = Open(acceptor->socket(), *endpoint, *url);
  if (!opened.ok()) return opened;
  if (!url->local()) {
    url->port = TcpEndpoint(acceptor->socket().local_endpoint()).port();
  }
  auto share = std::make_shared<ListenerShare>(
      std::move(options), *url, std::move(tls), std::move(accept));
  loop.Post([acceptor, share] { acceptor->Accept(share); });
  return std::make_unique<SocketListener>(*std::move(url), std::move(share),
                                          std::move(acceptor));
}

}  // namespace wampbridge::transport
