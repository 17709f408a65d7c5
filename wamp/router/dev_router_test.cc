// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/dev_router.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "wamp/message_codec.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/io_threads.h"

namespace wampbridge::router {
namespace {

using wamp::Serializer;

// Keeps what a client session is told until the test waits for it.
class Client : public transport::SessionObserver,
               public transport::RequestObserver {
 public:
  // Joins realm1 at `url`.
  Client(transport::IoThreads& io, const std::string& url) {
    transport::DialOptions dial;
    dial.url = url;
    dial.serializers = {Serializer::kJson};
    wamp::SessionOptions session;
    session.realm = "realm1";
    session.authmethods = {"anonymous"};
    connection = transport::ClientConnection::Create(io.Next(), std::move(dial),
                                                     std::move(session), this);
    connection->Start();
  }
  ~Client() override {
    connection->Close(absl::CancelledError("the test is over"));
    AwaitLost();
  }

  void OnChallenge(const wamp::Challenge&) override {}
  void OnJoined(const wamp::Welcome&) override { Tell(&joined_, true); }
  void OnEvent(const wamp::Event&) override {}
  void OnInvocation(const wamp::Invocation&) override {}
  void OnInterrupt(const wamp::Interrupt&) override {}
  void OnUnsubscribed(const wamp::Unsubscribed&) override {}
  void OnUnregistered(const wamp::Unregistered&) override {}
  void OnLost(const wamp::SessionLost& lost) override { Tell(&lost_, lost); }
  void OnAnswer(const wamp::Answered& answered) override {
    const auto* result = std::get_if<wamp::Result>(&answered.answer);
    Tell(&answer_, result == nullptr ? std::string("an error")
                                     : std::string(result->payload.args));
  }
  void OnLost(wamp::Handed) override { Tell(&answer_, std::string("lost")); }

  void AwaitJoined() { Await(joined_); }
  wamp::SessionLost AwaitLost() { return Await(lost_); }
  std::string Call(const std::string& procedure, const std::string& args) {
    const auto call =
        wamp::EncodeCall(Serializer::kJson, {}, procedure, {.args = args});
    EXPECT_TRUE(connection->Call(*call, this).ok());
    return Await(answer_);
  }

  std::shared_ptr<transport::ClientConnection> connection;

 private:
  template <typename T>
  void Tell(std::optional<T>* where, T what) {
    const std::lock_guard<std::mutex> lock(mutex_);
    *where = std::move(what);
    changed_.notify_all();
  }
  template <typename T>
  T Await(const std::optional<T>& where) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return where.has_value(); });
    return *where;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<bool> joined_;
  std::optional<wamp::SessionLost> lost_;
  std::optional<std::string> answer_;
};

class DevRouterTest : public testing::TestWithParam<const char*> {
 protected:
  std::unique_ptr<DevRouter> Start(const std::string& url = GetParam()) {
    DevRouterOptions options;
    options.router = OpenRouterOptions();
    options.router.listen = {url};
    options.samples = Samples::kServe;
    options.log = [this](std::string_view line) { log_ += line; };
    auto router = DevRouter::Start(options);
    EXPECT_TRUE(router.ok()) << router.status();
    return router.ok() ? *std::move(router) : nullptr;
  }

  std::string log_;
  transport::IoThreads io_{1};
};

TEST_P(DevRouterTest, ServesItsSamplesAndSaysWhatItIs) {
  const auto router = Start();
  EXPECT_GT(router->port(), 0);
  Client client(io_, router->urls().front());
  client.AwaitJoined();
  EXPECT_EQ(client.Call("com.example.add2", "[2,3]"), "[5]");
  EXPECT_NE(log_.find("for development only"), std::string::npos);
  EXPECT_NE(log_.find(router->urls().front()), std::string::npos);
}

TEST_P(DevRouterTest, StoppingSaysGoodbye) {
  const auto router = Start();
  Client client(io_, router->urls().front());
  client.AwaitJoined();
  router->Stop();
  const wamp::SessionLost lost = client.AwaitLost();
  EXPECT_EQ(lost.by, wamp::SessionLost::By::kGoodbye);
  EXPECT_EQ(lost.reason, "wamp.close.system_shutdown");
}

TEST_P(DevRouterTest, KilledRouterSaysNothingAndItsPortMayBeTakenAgain) {
  auto router = Start();
  const std::string url = router->urls().front();
  Client client(io_, url);
  client.AwaitJoined();
  router->Kill();
  EXPECT_EQ(client.AwaitLost().by, wamp::SessionLost::By::kTransport);
  router.reset();
  router = Start(url);
  Client again(io_, url);
  again.AwaitJoined();
}

TEST_P(DevRouterTest, AddressInUseIsAnError) {
  const auto router = Start();
  DevRouterOptions options;
  options.router = OpenRouterOptions();
  options.router.listen = router->urls();
  const auto second = DevRouter::Start(options);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

INSTANTIATE_TEST_SUITE_P(Transports, DevRouterTest,
                         testing::Values("tcp://127.0.0.1:0",
                                         "ws://127.0.0.1:0/ws"),
                         [](const auto& test) {
                           const std::string url = test.param;
                           return url.substr(0, url.find(':'));
                         });

TEST(DevRouterOptionsTest, WrongOptionsAreAnError) {
  DevRouterOptions options;
  EXPECT_EQ(DevRouter::Start(options).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace wampbridge::router
