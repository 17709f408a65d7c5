// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/address.h"

#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(RouterUrlTest, EverySchemeIsRead) {
  const auto ws = ParseRouterUrl("ws://router-a/ws?x=1");
  ASSERT_TRUE(ws.ok()) << ws.status();
  EXPECT_EQ(ws->host, "router-a");
  EXPECT_EQ(ws->port, 80);
  EXPECT_EQ(ws->path, "/ws?x=1");
  EXPECT_FALSE(ws->IsTls());
  const auto wss = ParseRouterUrl("wss://[::1]:8443");
  ASSERT_TRUE(wss.ok()) << wss.status();
  EXPECT_EQ(wss->host, "::1");
  EXPECT_EQ(wss->port, 8443);
  EXPECT_EQ(wss->path, "/");
  EXPECT_TRUE(wss->IsTls());
  const auto tcp = ParseRouterUrl("tcp://10.0.0.1:8081");
  ASSERT_TRUE(tcp.ok()) << tcp.status();
  EXPECT_EQ(tcp->port, 8081);
  EXPECT_FALSE(tcp->IsWebSocket());
  EXPECT_TRUE(ParseRouterUrl("tcps://r:443/")->IsTls());
  EXPECT_EQ(ParseRouterUrl("wss://r")->port, 443);
  EXPECT_EQ(ParseRouterUrl("unix:///run/router.sock")->path,
            "/run/router.sock");
}

TEST(RouterUrlTest, FaultsAreNamed) {
  const std::pair<std::string, std::string> cases[] = {
      {"http://r/ws",
       "must begin with ws://, wss://, tcp://, tcps:// or unix://"},
      {"router:8080",
       "must begin with ws://, wss://, tcp://, tcps:// or unix://"},
      {"ws://r /ws", "must have no white space in it"},
      {"ws://r/ws#x", "must have no # in it"},
      {"ws://joe:pass@r/ws",
       "must have no user name or password in it; put them under auth"},
      {"ws:///ws",
       "must name a host: a name, an IPv4 address, or an IPv6 address in "
       "brackets"},
      {"ws://r:0/ws", "must have a port, 1 to 65535"},
      {"ws://r:65536/ws", "must have a port, 1 to 65535"},
      {"ws://r:/ws", "must have a port, 1 to 65535"},
      {"tcp://r", "must have a port: tcp://HOST:PORT"},
      {"tcp://r:1/ws", "must have no path; only ws and wss do"},
      {"ws://[::1", "must have an IPv6 address between [ and ]"},
      {"ws://[r]:1/", "must have an IPv6 address between [ and ]"},
      {"ws://[::1]8080", "must have the port after a colon"},
      {"unix://run/x", "must have an absolute path: unix:///PATH"},
      {"unix:///" + std::string(107, 'x'),
       "must have a path of at most 107 octets"}};
  for (const auto& [url, message] : cases) {
    EXPECT_EQ(ParseRouterUrl(url).status().message(), message) << url;
  }
}

TEST(ListenAddressTest, HostPortAndUnixAreRead) {
  EXPECT_EQ(ParseListenAddress("0.0.0.0:0")->port, 0);
  EXPECT_EQ(ParseListenAddress("[::]:50051")->host, "::");
  EXPECT_EQ(ParseListenAddress("unix:///run/w.sock")->path, "/run/w.sock");
  EXPECT_EQ(ParseListenAddress("unix:/run/w.sock")->path, "/run/w.sock");
}

TEST(ListenAddressTest, LocalIsWhatOnlyThisMachineReaches) {
  for (const std::string address :
       {"127.0.0.1:1", "127.1.2.3:1", "localhost:1", "[::1]:1", "unix:///x"}) {
    EXPECT_TRUE(ParseListenAddress(address)->IsLocal()) << address;
  }
  for (const std::string address :
       {"0.0.0.0:1", "[::]:1", "127.0.0.1.evil.example:1", "10.0.0.1:1"}) {
    EXPECT_FALSE(ParseListenAddress(address)->IsLocal()) << address;
  }
}

TEST(ListenAddressTest, FaultsAreNamed) {
  const std::pair<std::string, std::string> cases[] = {
      {"50051", "must be HOST:PORT with a port of 0 to 65535"},
      {"127.0.0.1", "must be HOST:PORT with a port of 0 to 65535"},
      {"127.0.0.1:x", "must be HOST:PORT with a port of 0 to 65535"},
      {":50051",
       "must name a host: a name, an IPv4 address, or an IPv6 address in "
       "brackets"},
      {"http://x:1", "must be HOST:PORT, without a scheme"},
      {"unix:x", "must have an absolute path: unix:///PATH"}};
  for (const auto& [address, message] : cases) {
    EXPECT_EQ(ParseListenAddress(address).status().message(), message)
        << address;
  }
}

}  // namespace
}  // namespace wampbridge::bridge
