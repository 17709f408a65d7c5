// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/identity_template.h"

#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using testing::HasSubstr;

config::v1::Identity PerUser() {
  config::v1::Identity identity;
  identity.set_router("main");
  identity.set_realm("realm1");
  identity.mutable_auth()->set_method(config::v1::AUTH_METHOD_TICKET);
  identity.mutable_auth()->set_authid("{{ caller.subject }}");
  identity.mutable_auth()->mutable_secret()->set_caller(
      config::v1::CALLER_SECRET_TOKEN);
  return identity;
}

Caller Named(const std::string& subject, const std::string& token = "t") {
  Caller caller;
  caller.proof = Caller::Proof::kJwt;
  caller.subject = subject;
  caller.expiry = absl::FromUnixSeconds(2'000'000'000);
  caller.token = std::make_shared<const auth::Secret>(token);
  return caller;
}

std::string KeyOf(const config::v1::Identity& identity, const Caller& caller) {
  const auto terms = IdentityTemplate("per_user", identity).Render(caller);
  EXPECT_TRUE(terms.ok()) << terms.status();
  return terms.ok() ? terms->key : "";
}

TEST(IdentityTemplateTest, FactsTakeTheirPlacesAndTheTokenGoesAlong) {
  config::v1::Identity identity = PerUser();
  identity.set_realm("com.{{ caller.claims.tenant }}");
  Caller caller = Named("joe", "secret");
  caller.claims["tenant"] = {"acme"};
  const auto terms = IdentityTemplate("per_user", identity).Render(caller);
  ASSERT_TRUE(terms.ok()) << terms.status();
  EXPECT_EQ(terms->identity.realm(), "com.acme");
  EXPECT_EQ(terms->identity.auth().authid(), "joe");
  EXPECT_EQ(terms->token, caller.token);
  EXPECT_EQ(terms->expiry, caller.expiry);
  EXPECT_EQ(terms->key.find("secret"), std::string::npos);
}

TEST(IdentityTemplateTest, SecretOfTheConfigurationOutlivesTheToken) {
  config::v1::Identity identity = PerUser();
  identity.mutable_auth()->mutable_secret()->set_file(
      "/secrets/{{ caller.subject }}");
  const auto terms =
      IdentityTemplate("per_user", identity).Render(Named("joe"));
  ASSERT_TRUE(terms.ok()) << terms.status();
  EXPECT_EQ(terms->identity.auth().secret().file(), "/secrets/joe");
  EXPECT_EQ(terms->token, nullptr);
  EXPECT_EQ(terms->expiry, absl::InfiniteFuture());
}

TEST(IdentityTemplateTest, KeysOfDifferentCallersDiffer) {
  std::set<std::string> keys;
  const std::string subjects[] = {"joe",   "Joe",   "joe ",       " joe",
                                  "joe:3", "3:joe", "jo\xC3\xA9", "joe\xCC\x81",
                                  "a/b",   "a.b",   "a|b",        "a,b"};
  for (const std::string& subject : subjects) {
    keys.insert(KeyOf(PerUser(), Named(subject)));
  }
  EXPECT_EQ(keys.size(), std::size(subjects));
  EXPECT_NE(KeyOf(PerUser(), Named("joe", "one token")),
            KeyOf(PerUser(), Named("joe", "another")));
  EXPECT_EQ(KeyOf(PerUser(), Named("joe")), KeyOf(PerUser(), Named("joe")));
}

TEST(IdentityTemplateTest, SeparatorsInFactsMoveNoBoundaryBetweenThem) {
  config::v1::Identity identity = PerUser();
  identity.mutable_auth()->set_authid(
      "{{ caller.subject }}@{{ caller.claims.tenant }}");
  Caller one = Named("a");
  one.claims["tenant"] = {"b@c"};
  Caller other = Named("a@b");
  other.claims["tenant"] = {"c"};
  EXPECT_TRUE(IdentityTemplate("x", identity).Render(one).ok());
  // It would be the same authid.
  EXPECT_TRUE(absl::IsPermissionDenied(
      IdentityTemplate("x", identity).Render(other).status()));
}

TEST(IdentityTemplateTest, CallerWithoutTokenIsDenied) {
  Caller caller = Named("joe");
  caller.token = nullptr;
  const auto terms = IdentityTemplate("per_user", PerUser()).Render(caller);
  EXPECT_TRUE(absl::IsPermissionDenied(terms.status()));
  EXPECT_THAT(std::string(terms.status().message()), HasSubstr("no token"));
}

TEST(IdentityTemplateTest, FactThatMakesNoRealmIsDenied) {
  config::v1::Identity identity = PerUser();
  identity.set_realm("com.{{ caller.subject }}");
  for (const std::string subject : {"a b", "a..b", "a#"}) {
    const auto terms =
        IdentityTemplate("per_user", identity).Render(Named(subject));
    EXPECT_TRUE(absl::IsPermissionDenied(terms.status())) << subject;
    EXPECT_EQ(terms.status().message().find(subject), std::string::npos);
  }
}

}  // namespace
}  // namespace wampbridge::bridge
