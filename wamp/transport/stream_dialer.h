// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_STREAM_DIALER_H_
#define WAMP_TRANSPORT_STREAM_DIALER_H_

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "wamp/transport/event_loop.h"
#include "wamp/transport/plain_stream.h"
#include "wamp/transport/url.h"

namespace wampbridge::transport {

// Connects a socket to a URL's host: resolves the name anew and tries its
// addresses in order, each for its share of the time. One use; the loop's
// thread only.
class StreamDialer : public std::enable_shared_from_this<StreamDialer> {
 public:
  using Done =
      absl::AnyInvocable<void(absl::StatusOr<std::unique_ptr<ByteStream>>)>;

  // `budget`: the time for all addresses; the caller watches over the whole.
  StreamDialer(AsioLoop& loop, Url url, absl::Duration budget, TcpWatch watch);

  // `done` is called once, later, unless Cancel comes first. Its error says in
  // words which step failed.
  void Start(Done done);
  void Cancel();
  // What is being done, for the words of a timeout: "connecting to …".
  const std::string& step() const { return step_; }
  // While there is no address to connect to yet.
  bool resolving() const { return endpoints_.empty(); }

 private:
  using Endpoint = boost::asio::generic::stream_protocol::endpoint;

  void Resolve();
  void ConnectNext();
  void HandleConnected(const boost::system::error_code& error);
  void Finish(absl::StatusOr<std::unique_ptr<ByteStream>> result);

  AsioLoop& loop_;
  const Url url_;
  const absl::Time deadline_;
  const TcpWatch watch_;
  Done done_;
  std::string step_;
  boost::asio::ip::tcp::resolver resolver_;
  std::vector<std::pair<Endpoint, std::string>> endpoints_;  // with its name
  size_t next_ = 0;     // index of the endpoint to try next
  std::string errors_;  // of the endpoints that failed
  std::optional<StreamSocket> socket_;
  std::unique_ptr<Timer> timer_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_STREAM_DIALER_H_
