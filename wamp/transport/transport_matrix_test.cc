// SPDX-License-Identifier: Apache-2.0
// Every transport with every serializer, between our client and our listener.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <string>
#include <thread>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "wamp/transport/asio_loop.h"
#include "wamp/transport/listener.h"
#include "wamp/transport/test_authority.h"
#include "wamp/transport/transport_testing.h"

namespace wampbridge::transport {
namespace {

using wamp::Serializer;

class TransportMatrixTest
    : public testing::TestWithParam<std::tuple<std::string, Serializer>> {
 protected:
  TransportMatrixTest() {
    ListenOptions options;
    options.url = ListenUrl();
    const TestAuthority::Files files = authority_.Issue();
    options.cert_file = files.cert_file;
    options.key_file = files.key_file;
    auto listener = Listener::Listen(
        io_, options, [this](std::shared_ptr<ServerConnection> connection) {
          auto user = std::make_shared<ServerUser>(std::move(connection),
                                                   ServerUser::Mode::kEcho);
          accepted_.Put(user);
          return user;
        });
    EXPECT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
  }

  std::string scheme() const { return std::get<0>(GetParam()); }
  Serializer serializer() const { return std::get<1>(GetParam()); }

  std::string ListenUrl() const {
    if (scheme() == "unix") {
      // Short: a socket's path has at most 107 octets.
      char directory[] = "/tmp/wamp-XXXXXX";
      return absl::StrCat("unix://", mkdtemp(directory), "/router.sock");
    }
    const bool websocket = scheme() == "ws" || scheme() == "wss";
    return absl::StrCat(scheme(), "://127.0.0.1:0", websocket ? "/ws" : "");
  }

  std::shared_ptr<TransportUser> Connect(DialOptions dial = {}) {
    dial.url = listener_->url();
    dial.serializers = {serializer()};
    dial.tls.ca_file = authority_.ca_file();
    auto& loop = static_cast<AsioLoop&>(io_.loop(0));
    auto transport = DialAndWait(loop, dial);
    EXPECT_TRUE(transport.ok()) << transport.status();
    auto user = std::make_shared<TransportUser>(loop, *transport);
    user->Start();
    return user;
  }

  TestAuthority authority_;
  IoThreads io_{2};
  Mailbox<std::shared_ptr<ServerUser>> accepted_;
  std::unique_ptr<Listener> listener_;
};

TEST_P(TransportMatrixTest, BothSidesAgreeOnSerializerAndLimits) {
  const auto client = Connect();
  const auto server = accepted_.Take();
  EXPECT_EQ(client->transport().serializer(), serializer());
  EXPECT_EQ(server->connection->serializer(), serializer());
  EXPECT_EQ(server->connection->transport(), scheme());
  EXPECT_GE(client->transport().peer_message_bytes_max(), (16u << 20) - 1);
}

TEST_P(TransportMatrixTest, MessagesOfAnySizeComeBackInOrder) {
  const auto client = Connect();
  for (const size_t size : {1, 2, 125, 126, 127, 4096, 65535, 65536, 1 << 20}) {
    client->Send(std::string(size, 'x'));
  }
  for (const size_t size : {1, 2, 125, 126, 127, 4096, 65535, 65536, 1 << 20}) {
    EXPECT_EQ(client->received.Take().size(), size);
  }
}

TEST_P(TransportMatrixTest, CompressionIsUsedWhereWebSocketOffersIt) {
  DialOptions dial;
  dial.permessage_deflate = true;
  const auto client = Connect(dial);
  constexpr size_t kSize = 1 << 20;
  for (int i = 0; i < 3; ++i) {
    client->Send(std::string(kSize, static_cast<char>('a' + i)));
    EXPECT_EQ(client->received.Take(),
              std::string(kSize, static_cast<char>('a' + i)));
  }
  EXPECT_EQ(client->transport().octets_heard() < kSize,
            !client->transport().is_rawsocket());
}

TEST_P(TransportMatrixTest, ManySmallMessagesComeBackInOrder) {
  const auto client = Connect();
  constexpr int kMessages = 2000;
  for (int i = 0; i < kMessages; ++i) client->Send(absl::StrCat("m", i));
  for (int i = 0; i < kMessages; ++i) {
    ASSERT_EQ(client->received.Take(), absl::StrCat("m", i));
  }
}

TEST_P(TransportMatrixTest, ClosingInOrderDeliversWhatWasSentBefore) {
  const auto client = Connect();
  const auto server = accepted_.Take();
  EXPECT_TRUE(server->connection->Send(std::string(1 << 20, 'b')).ok());
  server->connection->Close();
  EXPECT_EQ(client->received.Take().size(), 1u << 20);
  EXPECT_EQ(client->lost.Take().by, TransportLost::By::kPeer);
  EXPECT_TRUE(server->closed.Take().ok());
  EXPECT_EQ(server->connection->Send("late").code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_P(TransportMatrixTest, ClientsShutdownReachesTheServerAfterItsMessages) {
  const auto client = Connect();
  const auto server = accepted_.Take();
  client->Send("last words");
  client->Run(&Transport::Shutdown);
  EXPECT_TRUE(server->closed.Take().ok());
  EXPECT_EQ(client->lost.Take().by, TransportLost::By::kUs);
}

TEST_P(TransportMatrixTest, ResetIsLossInWords) {
  const auto client = Connect();
  accepted_.Take()->connection->Reset();
  const TransportLost lost = client->lost.Take();
  EXPECT_NE(lost.by, TransportLost::By::kUs);
  EXPECT_FALSE(lost.cause.ok());
}

TEST_P(TransportMatrixTest, PingIsAnswered) {
  const auto client = Connect();
  client->Send("x");
  client->received.Take();
  const uint64_t before = client->transport().octets_heard();
  client->Run(&Transport::Ping);
  while (client->transport().octets_heard() == before)
    std::this_thread::yield();
}

INSTANTIATE_TEST_SUITE_P(
    All, TransportMatrixTest,
    testing::Combine(testing::Values("ws", "wss", "tcp", "tcps", "unix"),
                     testing::Values(Serializer::kJson, Serializer::kMsgpack,
                                     Serializer::kCbor)),
    [](const auto& info) {
      return absl::StrCat(
          std::get<0>(info.param), "_",
          std::string(wamp::SerializerName(std::get<1>(info.param))));
    });

}  // namespace
}  // namespace wampbridge::transport
