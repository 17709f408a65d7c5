// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_HOSTILE_FIXTURE_H_
#define WAMP_TRANSPORT_HOSTILE_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "wamp/transport/client_connection.h"
#include "wamp/transport/client_probe.h"
#include "wamp/transport/io_threads.h"
#include "wamp/transport/raw_frames.h"
#include "wamp/transport/raw_peer.h"

namespace wampbridge::transport {

// A client connection against a router in the hands of the test, which plays it
// octet by octet from the test's thread. However a test ends, the session must
// have been lost once, and the connection must be gone when the router's socket
// is. JSON unless told otherwise.
class HostileRouterTest : public testing::Test {
 protected:
  static constexpr std::string_view kWelcome =
      R"([2,7,{"roles":{"broker":{},"dealer":{}}}])";

  HostileRouterTest();
  void TearDown() override;

  // Starts the connection; scheme is "tcp" or "ws".
  void Dial(std::string_view scheme);
  void DialUrl();  // dial_.url as it is
  std::string Url(std::string_view scheme) const;
  std::string url() const { return dial_.url; }
  // The router's end of the next connection that the client makes.
  RawPeer& Accept();
  RawPeer& router() { return *router_; }

  // The whole way to an established session.
  void JoinRawSocket();
  void JoinWebSocket();

  // Waits for the end, which comes once.
  wamp::SessionLost TakeLost();
  // The end of a joined session by the connection's fault, in its words.
  std::string TakeLossWords();
  // The end of a connection that never was, as a status.
  absl::Status TakeDialError();
  // "the connection to <url> was lost: <why>"
  std::string LossWords(std::string_view why) const;

  absl::StatusOr<wamp::RequestId> Call(RequestProbe* probe,
                                       size_t payload_bytes = 0);
  // Calls until the socket's buffers are full, then ours, and a call is
  // refused; closes the connection. Expects that the calls are lost, the first
  // ones as handed to the connection, the rest as not, and gives how many were.
  size_t CloseBehindAFullSocket();
  // Everything posted to the loop so far has run.
  void Settle();

  DialOptions dial_;
  wamp::SessionOptions session_;
  SessionProbe probe_;
  std::shared_ptr<ClientConnection> client_;

 private:
  RawListener listener_;
  std::optional<RawPeer> router_;
  bool lost_ = false;
  IoThreads io_{1};
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_HOSTILE_FIXTURE_H_
