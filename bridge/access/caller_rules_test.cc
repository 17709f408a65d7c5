// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/caller_rules.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

using wamp::MatchPolicy;

CallerRules Rules(const std::string& text) {
  config::v1::Callers callers;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &callers));
  auto rules = CallerRules::Create(callers);
  EXPECT_TRUE(rules.ok()) << rules.status();
  return *std::move(rules);
}

Caller Alice() {
  Caller caller;
  caller.proof = Caller::Proof::kJwt;
  caller.subject = "spiffe://prod/orders";
  caller.issuer = "https://issuer.example";
  caller.audience = {"bridge", "other"};
  caller.claims = {{"tenant", {"acme"}}, {"roles", {"reader", "writer"}}};
  caller.listener = "0.0.0.0:50051";
  return caller;
}

constexpr char kShop[] = R"pb(
  rules {
    match { subject: "spiffe://prod/*" }
    identities: [ "orders", "reports" ]
    allow {
      call: [ "com.shop.**" ]
      publish: [ "com.shop.order.*" ]
    }
    deny { call: [ "com.shop.internal.**" ] }
  }
  rules {
    identities: "reports"
    allow { call: [ "com.report.**" ] }
    deny { call: [ "com.shop.order.delete" ] }
  })pb";

TEST(CallerRulesTest, WhatOneRuleAllowsIsAllowedByItsPlace) {
  const CallerRules rules = Rules(kShop);
  const auto decision =
      rules.For(Alice()).Decide("orders", {Action::kCall, "com.shop.price"});
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.place, "callers.rules[0].allow.call[0]");
}

TEST(CallerRulesTest, DenyWinsWhicheverRuleItStandsIn) {
  const CallerRules rules = Rules(kShop);
  const auto own = rules.For(Alice()).Decide(
      "orders", {Action::kCall, "com.shop.internal.stock"});
  EXPECT_FALSE(own.allowed);
  EXPECT_EQ(own.place, "callers.rules[0].deny.call[0]");
  const auto other = rules.For(Alice()).Decide(
      "orders", {Action::kCall, "com.shop.order.delete"});
  EXPECT_FALSE(other.allowed);
  EXPECT_EQ(other.place, "callers.rules[1].deny.call[0]");
}

TEST(CallerRulesTest, EachRuleIsForItsOwnIdentities) {
  const CallerRules rules = Rules(kShop);
  const Wish report{Action::kCall, "com.report.daily"};
  EXPECT_FALSE(rules.For(Alice()).Decide("orders", report).allowed);
  EXPECT_TRUE(rules.For(Alice()).Decide("reports", report).allowed);
  EXPECT_TRUE(rules.For(Alice()).MayUse("orders"));
  EXPECT_FALSE(rules.For(Alice()).MayUse("admin"));
  EXPECT_EQ(rules.For(Alice()).DefaultIdentity(), "orders");
}

TEST(CallerRulesTest, ActionsDoNotStandForEachOther) {
  const CallerRules rules = Rules(kShop);
  for (const Action action :
       {Action::kPublish, Action::kSubscribe, Action::kRegister}) {
    EXPECT_FALSE(rules.For(Alice())
                     .Decide("orders", {action, "com.shop.price"})
                     .allowed);
  }
  EXPECT_TRUE(rules.For(Alice())
                  .Decide("orders", {Action::kPublish, "com.shop.order.paid"})
                  .allowed);
}

TEST(CallerRulesTest, APrefixIsAllowedWholeAndDeniedInPart) {
  const CallerRules rules = Rules(R"pb(
    rules {
      identities: "a"
      allow { subscribe: [ "com.shop.**", "com.*", "org.**" ] }
      deny { subscribe: [ "org.secret.**" ] }
    })pb");
  const auto allowed = [&rules](const char* uri, MatchPolicy match) {
    return rules.For(Caller())
        .Decide("a", {Action::kSubscribe, uri, match})
        .allowed;
  };
  EXPECT_TRUE(allowed("com.shop.", MatchPolicy::kPrefix));
  EXPECT_FALSE(allowed("com.shop", MatchPolicy::kPrefix));  // com.shopping.x
  EXPECT_TRUE(allowed("com.", MatchPolicy::kWildcard));
  EXPECT_TRUE(allowed("org.public.", MatchPolicy::kPrefix));
  EXPECT_FALSE(allowed("org.", MatchPolicy::kPrefix));
  EXPECT_FALSE(allowed("org..x", MatchPolicy::kWildcard));
}

TEST(CallerRulesTest, AllThatIsThereMayTakeSeveralPatterns) {
  const auto all = [](const char* text) {
    return Rules(text)
        .For(Caller())
        .Decide("a", {Action::kSubscribe, "", MatchPolicy::kPrefix})
        .allowed;
  };
  EXPECT_FALSE(all(R"pb(rules {
                          identities: "a"
                          allow { subscribe: "**" }
                        })pb"));
  EXPECT_TRUE(all(R"pb(rules {
                         identities: "a"
                         allow { subscribe: [ "**", "wamp", "wamp.**" ] }
                       })pb"));
}

TEST(CallerRulesTest, WhatDisturbsOthersWantsToBeNamed) {
  const auto may_kill = [](const std::string& pattern) {
    return Rules("rules { identities: 'a' allow { call: '" + pattern + "' } }")
        .For(Caller())
        .Decide("a", {Action::kCall, "wamp.session.kill_all"})
        .allowed;
  };
  EXPECT_FALSE(may_kill("**"));
  EXPECT_FALSE(may_kill("wamp.**"));
  EXPECT_FALSE(may_kill("wamp.session.*"));
  EXPECT_TRUE(may_kill("wamp.session.kill_all"));
}

TEST(CallerRulesTest, EveryCriterionHasToHold) {
  const auto matches = [](const std::string& match) {
    return !Rules("rules { match { " + match + " } identities: 'a' }")
                .For(Alice())
                .empty();
  };
  for (const char* match :
       {"", "subject: 'spiffe://prod/orders'", "subject: 'spiffe://*/orders'",
        "issuer: 'https://*'", "audience: 'other'",
        "claim { key: 'roles' value: 'writer' }", "method: CALLER_PROOF_JWT",
        "listener: '0.0.0.0:50051' subject: '*'"}) {
    EXPECT_TRUE(matches(match)) << match;
  }
  for (const char* match :
       {"subject: 'spiffe://prod'", "subject: 'SPIFFE://prod/orders'",
        "issuer: 'x'", "audience: 'bridg'",
        "claim { key: 'roles' value: 'admin' }",
        "claim { key: 'nothing' value: '*' }", "method: CALLER_PROOF_MTLS",
        "listener: 'unix:///x'", "subject: '*' issuer: 'x'"}) {
    EXPECT_FALSE(matches(match)) << match;
  }
}

TEST(CallerRulesTest, WhatIsNotProvenEqualsNothing) {
  const CallerRules rules =
      Rules("rules { match { subject: '*' } identities: 'a' }");
  EXPECT_TRUE(rules.For(Caller()).empty());
  EXPECT_FALSE(rules.For(Caller()).MayUse("a"));
}

TEST(CallerRulesTest, AStarStandsForAnyOctets) {
  EXPECT_TRUE(GlobMatches("a*b*c", "a-b-b-c"));
  EXPECT_TRUE(GlobMatches("*", ""));
  EXPECT_TRUE(GlobMatches("a**", "a"));
  EXPECT_FALSE(GlobMatches("a*b", "a-b-c"));
  EXPECT_FALSE(GlobMatches("", "x"));
  EXPECT_FALSE(GlobMatches("a*b*c*d*e*f*g*h", std::string(10000, 'a')));
}

TEST(CallerRulesTest, AWrongPatternIsNamed) {
  config::v1::Callers callers;
  callers.add_rules()->mutable_deny()->add_publish("com.**.x");
  EXPECT_EQ(CallerRules::Create(callers).status().message(),
            "callers.rules[0].deny.publish[0]: ** may only stand at the end");
}

}  // namespace
}  // namespace wampbridge::bridge
