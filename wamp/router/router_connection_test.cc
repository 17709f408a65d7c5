// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/router_connection.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "wamp/router/id_source.h"
#include "wamp/router/options.h"
#include "wamp/serializer.h"
#include "wamp/transport/manual_loop.h"

namespace wampbridge::router {
namespace {

constexpr char kHello[] = R"([1,"realm1",{"roles":{"subscriber":{}}}])";

// A connection whose far end is the test.
class FakeConnection : public transport::ServerConnection {
 public:
  wamp::Serializer serializer() const override {
    return wamp::Serializer::kJson;
  }
  const std::string& peer() const override { return peer_; }
  const std::string& transport() const override { return transport_; }
  size_t message_bytes_max() const override { return size_t{16} << 20; }

  absl::Status Send(std::string message) override {
    if (full) return absl::ResourceExhaustedError("full");
    sent.push_back(std::move(message));
    return absl::OkStatus();
  }
  size_t transmit_bytes() const override { return 0; }
  void Close() override { closed = true; }
  void Reset() override { reset = true; }
  void PauseReading() override {}
  void ResumeReading() override {}

  std::vector<std::string> sent;
  bool full = false;
  bool closed = false;
  bool reset = false;

 private:
  const std::string peer_ = "127.0.0.1:1", transport_ = "tcp";
};

class RouterConnectionTest : public testing::Test {
 protected:
  transport::ManualLoop loop_;
  uint64_t random_ = 0;
  std::unique_ptr<Router> router_ =
      *Router::Create(OpenRouterOptions(), [this] { return random_++; });
  std::shared_ptr<FakeConnection> wire_ = std::make_shared<FakeConnection>();
  int activities_ = 0;
  int gone_ = 0;
  std::shared_ptr<RouterConnection> connection_ =
      std::make_shared<RouterConnection>(
          RouterConnection::Options{
              .router = router_.get(),
              .loop = &loop_,
              .join_timeout = absl::Seconds(10),
              .on_activity = [this] { ++activities_; },
              .on_gone = [this](RouterConnection*) { ++gone_; }},
          wire_);
};

TEST_F(RouterConnectionTest, MessagesGoBothWays) {
  connection_->OnMessage(kHello);
  ASSERT_EQ(wire_->sent.size(), 1u);
  EXPECT_EQ(wire_->sent[0].substr(0, 3), "[2,");
  EXPECT_EQ(activities_, 1);
}

TEST_F(RouterConnectionTest, WhoDoesNotJoinInTimeIsClosed) {
  loop_.Advance(absl::Milliseconds(9999));
  EXPECT_FALSE(wire_->closed);
  loop_.Advance(absl::Milliseconds(1));
  EXPECT_TRUE(wire_->closed);
  EXPECT_EQ(wire_->sent[0].substr(0, 3), "[3,");
}

TEST_F(RouterConnectionTest, WhoHasJoinedMayBeSilent) {
  connection_->OnMessage(kHello);
  loop_.Advance(absl::Hours(1));
  EXPECT_FALSE(wire_->closed);
}

TEST_F(RouterConnectionTest, AfterGoodbyeTheNextHelloIsDueInTime) {
  connection_->OnMessage(kHello);
  connection_->OnMessage(R"([6,{},"wamp.close.close_realm"])");
  loop_.Advance(absl::Seconds(10));
  EXPECT_TRUE(wire_->closed);
}

TEST_F(RouterConnectionTest, PeerThatReadsTooSlowlyIsDropped) {
  connection_->OnMessage(kHello);
  connection_->OnMessage(R"([32,1,{},"com.a"])");
  wire_->full = true;
  connection_->OnMessage(R"([32,2,{},"com.b"])");
  EXPECT_FALSE(wire_->reset) << "not while the router may be in a fan-out";
  loop_.RunPosted();
  EXPECT_TRUE(wire_->reset);
}

TEST_F(RouterConnectionTest, LostConnectionIsToldOnce) {
  connection_->OnMessage(kHello);
  connection_->OnClosed(absl::UnavailableError("reset"));
  EXPECT_EQ(gone_, 1);
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(RouterConnectionTest, LeavingSaysGoodbye) {
  connection_->OnMessage(kHello);
  connection_->Leave("wamp.close.system_shutdown");
  EXPECT_EQ(wire_->sent.back(), R"([6,{},"wamp.close.system_shutdown"])");
  EXPECT_FALSE(wire_->closed);
  connection_->OnMessage(R"([6,{},"wamp.close.goodbye_and_out"])");
  EXPECT_TRUE(wire_->closed);
}

TEST_F(RouterConnectionTest, GoodbyeThatIsNotAnsweredIsAwaitedOneSecond) {
  connection_->OnMessage(kHello);
  connection_->Leave("wamp.close.system_shutdown");
  loop_.Advance(absl::Milliseconds(999));
  EXPECT_FALSE(wire_->closed);
  loop_.Advance(absl::Milliseconds(1));
  EXPECT_TRUE(wire_->closed);
  connection_->OnClosed(absl::OkStatus());
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(RouterConnectionTest, LeavingClosesWhoHasNotJoinedWithoutAWord) {
  connection_->Leave("wamp.close.system_shutdown");
  EXPECT_TRUE(wire_->sent.empty());
  EXPECT_TRUE(wire_->closed);
}

}  // namespace
}  // namespace wampbridge::router
