// SPDX-License-Identifier: Apache-2.0
// Against the embedded router, over a real socket.
#include "bridge/dial/join_probe.h"

#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "wamp/router/dev_router.h"
#include "wamp/transport/io_threads.h"

namespace wampbridge::bridge {
namespace {

class JoinProbeTest : public testing::Test {
 protected:
  JoinProbeTest() {
    router::RouterOptions options;
    options.listen = {"tcp://127.0.0.1:0"};
    router::RealmOptions& realm = options.realms["realm1"];
    realm.anonymous_role = "shop";
    realm.users["joe"] = {.role = "shop",
                          .secret = "secret1",
                          .salt = "salt123",
                          .iterations = 100,
                          .keylen = 32};
    realm.roles["shop"] = {};
    auto started =
        router::DevRouter::Start({.router = std::move(options), .log = {}});
    EXPECT_TRUE(started.ok()) << started.status();
    router_ = *std::move(started);
  }

  JoinAttempt Attempt(auth::Credentials credentials) {
    JoinAttempt attempt;
    attempt.dial.url = router_->urls().front();
    attempt.dial.serializers = {wamp::Serializer::kMsgpack};
    attempt.session.realm = "realm1";
    attempt.session.agent = "test";
    auto made = auth::MakeAuthenticator(std::move(credentials));
    EXPECT_TRUE(made.ok()) << made.status();
    attempt.authenticator = *std::move(made);
    return attempt;
  }

  std::unique_ptr<router::DevRouter> router_;
  transport::IoThreads threads_{1};
};

TEST_F(JoinProbeTest, AnonymousJoinIsReported) {
  const auto report = ProbeJoin(threads_.loop(0),
                                Attempt({"anonymous", "", auth::Secret(), {}}));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->serializer, wamp::Serializer::kMsgpack);
  EXPECT_FALSE(report->salted);
  EXPECT_GT(report->welcome.session.value, 0U);
  EXPECT_GE(report->round_trip, absl::ZeroDuration());
}

TEST_F(JoinProbeTest, SaltIsNoticed) {
  const auto report =
      ProbeJoin(threads_.loop(0),
                Attempt({"wampcra", "joe", auth::Secret("secret1"), {}}));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->salted);
}

TEST_F(JoinProbeTest, RefusalIsToldInTheRoutersWords) {
  const auto report = ProbeJoin(
      threads_.loop(0), Attempt({"wampcra", "joe", auth::Secret("wrong"), {}}));
  ASSERT_FALSE(report.ok());
  EXPECT_TRUE(std::string(report.status().message()).starts_with("wamp.error."))
      << report.status();
}

TEST_F(JoinProbeTest, RouterThatIsGoneIsToldToo) {
  const JoinAttempt attempt = Attempt({"anonymous", "", auth::Secret(), {}});
  router_.reset();
  const auto report = ProbeJoin(threads_.loop(0), attempt);
  ASSERT_FALSE(report.ok());
  EXPECT_NE(report.status().message(), "");
}

}  // namespace
}  // namespace wampbridge::bridge
