// SPDX-License-Identifier: Apache-2.0
// Against the embedded router, over a real socket.
#include "bridge/dial/join_probe.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

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

  JoinReport Report(const JoinAttempt& attempt) {
    auto outcome = ProbeJoin(threads_.loop(0), attempt);
    const auto* failure = std::get_if<JoinFailure>(&outcome);
    EXPECT_EQ(failure, nullptr) << failure->cause;
    return std::get<JoinReport>(std::move(outcome));
  }

  JoinFailure Failure(const JoinAttempt& attempt) {
    auto outcome = ProbeJoin(threads_.loop(0), attempt);
    EXPECT_TRUE(std::holds_alternative<JoinFailure>(outcome));
    return std::get<JoinFailure>(std::move(outcome));
  }

  std::unique_ptr<router::DevRouter> router_;
  transport::IoThreads threads_{1};
};

TEST_F(JoinProbeTest, AnonymousJoinIsReported) {
  const auto report = Report(Attempt({"anonymous", "", {}, {}}));
  EXPECT_EQ(report.serializer, wamp::Serializer::kMsgpack);
  EXPECT_EQ(report.login.offered, std::vector<std::string>{"anonymous"});
  EXPECT_FALSE(report.login.challenge.has_value());
  EXPECT_FALSE(report.login.tls.has_value());
  EXPECT_GT(report.welcome.session.value, 0U);
  EXPECT_GE(report.round_trip, absl::ZeroDuration());
}

TEST_F(JoinProbeTest, ChallengeIsReported) {
  const auto report =
      Report(Attempt({"wampcra", "joe", auth::Secret("secret1"), {}}));
  ASSERT_TRUE(report.login.challenge.has_value());
  EXPECT_EQ(report.login.challenge->method, "wampcra");
  EXPECT_TRUE(report.login.challenge->salted);
  EXPECT_EQ(report.login.challenge->iterations, 100);
  EXPECT_EQ(report.login.challenge->keylen, 32);
}

TEST_F(JoinProbeTest, RefusedAnswerIsToldInTheRoutersWords) {
  const auto failure =
      Failure(Attempt({"wampcra", "joe", auth::Secret("wrong"), {}}));
  EXPECT_EQ(failure.step, JoinStep::kAuthenticate);
  EXPECT_TRUE(failure.reason.starts_with("wamp.error.")) << failure.reason;
  EXPECT_TRUE(std::string(failure.cause.message()).starts_with(failure.reason));
  EXPECT_TRUE(failure.login.challenge->salted);
}

TEST_F(JoinProbeTest, UnknownRealmFailsAtHello) {
  JoinAttempt attempt = Attempt({"anonymous", "", {}, {}});
  attempt.session.realm = "nowhere";
  const auto failure = Failure(attempt);
  EXPECT_EQ(failure.step, JoinStep::kHello);
  EXPECT_EQ(failure.reason, "wamp.error.no_such_realm");
}

TEST_F(JoinProbeTest, RouterThatIsGoneFailsAtConnecting) {
  const JoinAttempt attempt = Attempt({"anonymous", "", {}, {}});
  router_.reset();
  const auto failure = Failure(attempt);
  EXPECT_EQ(failure.step, JoinStep::kConnect);
  EXPECT_EQ(failure.reason, "");
  EXPECT_NE(failure.cause.message(), "");
}

}  // namespace
}  // namespace wampbridge::bridge
