// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/caller_access.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

TEST(CallerAccessTest, LoopbackAndUnixSocketPeersAreLocal) {
  for (const char* peer :
       {"ipv4:127.0.0.1:4711", "ipv4:127.8.9.10:1", "ipv6:[::1]:4711",
        "ipv6:%5B::1%5D:4711", "ipv6:[::ffff:127.0.0.1]:1",
        "ipv6:%5B::ffff:127.0.0.1%5D:1", "unix:", "unix:/run/x.sock",
        "unix-abstract:x"}) {
    EXPECT_TRUE(IsLocalPeer(peer)) << peer;
  }
}

TEST(CallerAccessTest, EverythingElseIsNotLocal) {
  for (const char* peer :
       {"ipv4:192.168.0.7:4711", "ipv4:128.0.0.1:1", "ipv6:[fe80::1%25eth0]:1",
        "ipv6:[::ffff:10.0.0.1]:1", "ipv6:%5B2001:db8::1%5D:1", "",
        "ipv4:", "ipv6:", "vsock:1:2", "127.0.0.1:1", "ipv4:127.evil:1"}) {
    EXPECT_FALSE(IsLocalPeer(peer)) << peer;
  }
}

TEST(CallerAccessTest, ListenersAreLocalOnLoopbackAndUnixSockets) {
  EXPECT_TRUE(IsLocalListener("127.0.0.1:50051"));
  EXPECT_TRUE(IsLocalListener("[::1]:0"));
  EXPECT_TRUE(IsLocalListener("localhost:1"));
  EXPECT_TRUE(IsLocalListener("unix:///run/wampbridge.sock"));
  EXPECT_FALSE(IsLocalListener("0.0.0.0:50051"));
  EXPECT_FALSE(IsLocalListener("[::]:50051"));
  EXPECT_FALSE(IsLocalListener("bridge.example.com:1"));
}

TEST(CallerAccessTest, ARemotePeerIsRefusedByTheNameOfTheSetting) {
  const CallerAccess access(CallerAccess::Allowed::kLocalOnly);
  EXPECT_FALSE(access.Check("ipv4:127.0.0.1:1").has_value());
  const auto failure = access.Check("ipv4:192.168.0.7:4711");
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(failure->code, grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(failure->outcome, Outcome::kRejected);
  EXPECT_NE(failure->message.find("`callers`"), std::string::npos);
}

TEST(CallerAccessTest, EveryoneIsServedWhereTheConfigurationSaysSo) {
  const CallerAccess access(CallerAccess::Allowed::kEveryone);
  EXPECT_FALSE(access.Check("ipv4:192.168.0.7:4711").has_value());
}

}  // namespace
}  // namespace wampbridge::bridge
