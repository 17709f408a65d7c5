// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/reload_plan.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using Sessions = ReloadPlan::Sessions;
using testing::HasSubstr;

constexpr char kText[] = R"(threads: {grpc: 1}
routers: {main: {urls: ["ws://a/ws"], connect_timeout: 5s}}
identities:
  orders: {router: main, realm: realm1, pool: {max: 4}}
  users: {router: main, realm: realm1, auth: {method: ticket, authid: "{{ caller.subject }}", secret: {caller: token}}}
drain: {timeout: 20s}
)";

LoadedConfig Load(const std::string& text) {
  auto loaded = LoadConfigText(text, "a.yaml", Purpose::kServe);
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return *std::move(loaded);
}

absl::StatusOr<ReloadPlan> Change(const std::string& from,
                                  const std::string& to,
                                  const std::string& text = kText) {
  return PlanReload(Load(text).config,
                    Load(absl::StrReplaceAll(text, {{from, to}})));
}

// Without the identity of callers.
std::string Shared() {
  const std::string text = kText;
  const size_t begin = text.find("  users:");
  return text.substr(0, begin) + text.substr(text.find("drain:"));
}

TEST(ReloadPlanTest, SameConfigurationIsAnEmptyPlan) {
  const auto plan = Change("ws", "ws");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_TRUE(plan->empty());
}

TEST(ReloadPlanTest, CallersAndDrainTakeEffectAtOnce) {
  const auto plan =
      Change("drain: {timeout: 20s}",
             "drain: {timeout: 5s}\ncallers: {insecure_any: true}");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_TRUE(plan->callers);
  EXPECT_TRUE(plan->drain);
  EXPECT_TRUE(plan->identities.empty());
}

TEST(ReloadPlanTest, WhatEachRpcReadsTakesEffectAtOnce) {
  for (const char* to :
       {"limits: {call_timeout: 5s}", "retry: {not_sent: {max_attempts: 1}}",
        "errors: {com.shop.error.x: ABORTED}", "metadata: {propagate: [x-id]}",
        "telemetry: {log: {level: debug}}"}) {
    const auto plan = Change("drain: {timeout: 20s}", to);
    ASSERT_TRUE(plan.ok()) << plan.status();
    EXPECT_TRUE(plan->settings) << to;
    EXPECT_TRUE(plan->identities.empty()) << to;
  }
  EXPECT_EQ(Change("drain: {timeout: 20s}", "limits: {waiters: 5}", Shared())
                ->identities.at("orders"),
            Sessions::kBounds);
}

TEST(ReloadPlanTest, SessionsGoOverByWhatHasChanged) {
  const struct {
    const char* from;
    const char* to;
    Sessions how;
  } cases[] = {
      {"max: 4", "max: 8", Sessions::kBounds},
      {"pool: {max: 4}", "auth: {method: ticket, authid: a, secret: {env: A}}",
       Sessions::kRenew},
      {"connect_timeout: 5s", "connect_timeout: 6s", Sessions::kRenew},
      {"ws://a/ws", "ws://b/ws", Sessions::kWithGap}};
  for (const auto& one : cases) {
    const auto plan = Change(one.from, one.to, Shared());
    ASSERT_TRUE(plan.ok()) << plan.status();
    ASSERT_EQ(plan->identities.size(), 1u) << one.to;
    EXPECT_EQ(plan->identities.at("orders"), one.how) << one.to;
  }
}

TEST(ReloadPlanTest, IdentitiesComeAndGo) {
  const auto plan = Change("  orders:", "  others:");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->added, testing::ElementsAre("others"));
  EXPECT_THAT(plan->removed, testing::ElementsAre("orders"));
  EXPECT_TRUE(plan->identities.empty());
}

TEST(ReloadPlanTest, IdentityOfCallersIsMadeAnew) {
  const auto plan = Change("realm1, auth", "realm1, max_identities: 5, auth");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->added, testing::ElementsAre("users"));
  EXPECT_THAT(plan->removed, testing::ElementsAre("users"));
}

TEST(ReloadPlanTest, WhatNeedsARestartIsRefusedByLineAndName) {
  const struct {
    const char* from;
    const char* to;
    const char* place;
  } cases[] = {
      {"threads: {grpc: 1}", "threads: {grpc: 2}", "a.yaml:1: threads: has"},
      {"drain: {timeout: 20s}", "metadata: {carry_in: option}",
       "a.yaml:6: metadata: has changed"}};
  for (const auto& one : cases) {
    const auto plan = Change(one.from, one.to);
    EXPECT_THAT(std::string(plan.status().message()), HasSubstr(one.place));
  }
}

}  // namespace
}  // namespace wampbridge::bridge
