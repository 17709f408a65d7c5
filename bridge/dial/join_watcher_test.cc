// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_watcher.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

JoinWatcher Watcher(
    const std::string& method, std::string_view secret,
    auth::ChannelBinding binding = auth::ChannelBinding::kNone) {
  auto made = auth::MakeAuthenticator(
      {method, "joe", auth::Secret(secret), auth::Secret(), binding});
  EXPECT_TRUE(made.ok()) << made.status();
  return JoinWatcher(*std::move(made));
}

auth::JoinFacts Facts() { return {std::string(24, 'r')}; }

TEST(JoinWatcherTest, OffersAndAnswersAsTheWatchedOneDoes) {
  const JoinWatcher watcher = Watcher("ticket", "t1");
  EXPECT_EQ(watcher.methods(), std::vector<std::string>{"ticket"});
  EXPECT_EQ(watcher.authid(), "joe");
  EXPECT_EQ(watcher.Begin(Facts())->Answer({.method = "ticket"}, "")->signature,
            "t1");
  EXPECT_EQ(Watcher("cookie", "a=b").cookie(), "a=b");
}

TEST(JoinWatcherTest, StepIsTheLastThatWasReached) {
  const JoinWatcher watcher = Watcher("wampcra", "s");
  const auto attempt = watcher.Begin(Facts());
  EXPECT_EQ(watcher.FailedStep(), JoinStep::kHello);
  EXPECT_FALSE(attempt->Answer({.method = "wampcra"}, "").ok());
  EXPECT_EQ(watcher.FailedStep(), JoinStep::kChallenge);
  EXPECT_TRUE(
      attempt->Answer({.method = "wampcra", .challenge = "{}"}, "").ok());
  EXPECT_EQ(watcher.FailedStep(), JoinStep::kAuthenticate);
}

TEST(JoinWatcherTest, DoubtedWelcomeIsAStepOfItsOwn) {
  const JoinWatcher watcher = Watcher("scram", "s");
  EXPECT_FALSE(watcher.Begin(Facts())->CheckWelcome({}).ok());
  EXPECT_EQ(watcher.FailedStep(), JoinStep::kWelcome);
}

TEST(JoinWatcherTest, ChallengeIsRemembered) {
  const JoinWatcher watcher = Watcher("scram", "s");
  (void)watcher.Begin(Facts())->Answer({.method = "scram",
                                        .salt = "AAAA",
                                        .iterations = 4,
                                        .kdf = "argon2id-13",
                                        .memory = 4096},
                                       "");
  const ChallengeFacts& challenge = *watcher.login().challenge;
  EXPECT_EQ(challenge.method, "scram");
  EXPECT_TRUE(challenge.salted);
  EXPECT_EQ(challenge.kdf, "argon2id-13");
  EXPECT_EQ(challenge.iterations, 4);
  EXPECT_EQ(challenge.memory, 4096);
}

TEST(JoinWatcherTest, BindingThatIsAskedForIsRemembered) {
  const JoinWatcher watcher = Watcher("cryptosign", std::string(64, '1'),
                                      auth::ChannelBinding::kTlsUnique);
  (void)watcher.Begin(Facts());
  EXPECT_EQ(watcher.login().channel_binding, "tls-unique");
  const JoinWatcher scram = Watcher("scram", "s");
  (void)scram.Begin(Facts());
  EXPECT_EQ(scram.login().channel_binding, "");
}

}  // namespace
}  // namespace wampbridge::bridge
