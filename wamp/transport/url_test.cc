// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/url.h"

#include <gtest/gtest.h>

namespace wampbridge::transport {
namespace {

Url Parsed(std::string_view text) {
  const absl::StatusOr<Url> url = ParseUrl(text);
  EXPECT_TRUE(url.ok()) << url.status();
  return url.value_or(Url{});
}

std::string Refusal(std::string_view text) {
  const absl::Status status = ParseUrl(text).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(status.message());
}

TEST(UrlTest, WebSocketHasPathAndQuery) {
  const Url url = Parsed("ws://router:8080/ws?token=secret");
  EXPECT_EQ(url.scheme, Url::Scheme::kWs);
  EXPECT_EQ(url.host, "router");
  EXPECT_EQ(url.port, 8080);
  EXPECT_EQ(url.target, "/ws?token=secret");
  EXPECT_EQ(url.Path(), "/ws");
  EXPECT_TRUE(url.websocket());
  EXPECT_FALSE(url.tls());
}

TEST(UrlTest, WebSocketPortsAreTheSchemes) {
  EXPECT_EQ(Parsed("ws://router").port, 80);
  EXPECT_EQ(Parsed("wss://router/").port, 443);
  EXPECT_EQ(Parsed("wss://router").target, "/");
  EXPECT_EQ(Parsed("ws://router?x").target, "/?x");
}

TEST(UrlTest, RawSocketHasHostAndPort) {
  const Url url = Parsed("tcps://router:8081");
  EXPECT_EQ(url.scheme, Url::Scheme::kTcps);
  EXPECT_EQ(url.Authority(), "router:8081");
  EXPECT_TRUE(url.tls());
  EXPECT_FALSE(url.websocket());
}

TEST(UrlTest, IPv6StandsInBrackets) {
  const Url url = Parsed("tcp://[::1]:8081");
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.Authority(), "[::1]:8081");
  EXPECT_EQ(url.ToString(), "tcp://[::1]:8081");
}

TEST(UrlTest, UnixHasAPath) {
  const Url url = Parsed("unix:///run/router.sock");
  EXPECT_EQ(url.socket_path, "/run/router.sock");
  EXPECT_EQ(url.ToString(), "unix:///run/router.sock");
}

TEST(UrlTest, ShownWithoutQuery) {
  EXPECT_EQ(Parsed("wss://router/ws?token=secret").ToString(),
            "wss://router:443/ws");
}

TEST(UrlTest, UnknownSchemesAreRefusedByName) {
  for (const char* text :
       {"", "router", "http://router", "ws:/router", "://router"}) {
    EXPECT_EQ(Refusal(text),
              "URL \"" + std::string(text) +
                  "\": must begin with ws://, wss://, tcp://, tcps:// or "
                  "unix://");
  }
}

TEST(UrlTest, BadPartsAreRefusedInWords) {
  EXPECT_EQ(Refusal("ws://:80/"), "URL \"ws://:80/\": the host is missing");
  EXPECT_EQ(Refusal("tcp://router"),
            "URL \"tcp://router\": the port is missing: host:port");
  for (const char* text : {"ws://router:", "ws://router:x", "ws://router:65536",
                           "ws://router:-1", "ws://router:80x"}) {
    EXPECT_EQ(Refusal(text), "URL \"" + std::string(text) +
                                 "\": the port must be a number, 0 to 65535");
  }
  EXPECT_EQ(Refusal("tcp://::1:80"),
            "URL \"tcp://::1:80\": an IPv6 address stands in brackets, as in "
            "[::1]");
  EXPECT_EQ(Refusal("tcp://[::1:80"),
            "URL \"tcp://[::1:80\": the bracket of the IPv6 address is not "
            "closed");
  EXPECT_EQ(Refusal("tcp://[::1]x:80"),
            "URL \"tcp://[::1]x:80\": behind the IPv6 address only :port may "
            "stand");
  EXPECT_EQ(Refusal("tcp://router:1/path"),
            "URL \"tcp://router:1/path\": tcp and tcps have no path");
  EXPECT_EQ(Refusal("ws://router/#x"),
            "URL \"ws://router/#x\": a fragment (#…) means nothing here");
  EXPECT_EQ(Refusal("unix://run/router.sock"),
            "URL \"unix://run/router.sock\": wants an absolute path, as in "
            "unix:///run/router.sock");
  EXPECT_EQ(Refusal("ws://a b/"), "URL with white space or control characters");
}

TEST(UrlTest, SocketPathsThatDoNotFitAreRefused) {
  const std::string text = "unix:///" + std::string(107, 'x');
  EXPECT_EQ(Refusal(text),
            "URL \"" + text +
                "\": a Unix socket's path has at most 107 octets, this one "
                "has 108");
}

TEST(UrlTest, CredentialsAreRefusedAndNotRepeated) {
  EXPECT_EQ(Refusal("ws://joe:secret@router/ws").find("secret"),
            std::string::npos);
}

TEST(UrlTest, ErrorsRepeatNoQuery) {
  EXPECT_EQ(Refusal("ws://router:x/ws?token=secret").find("secret"),
            std::string::npos);
}

}  // namespace
}  // namespace wampbridge::transport
