// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/per_caller.h"

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(PerCallerTest, FactsInAnyFieldMakeItSo) {
  config::v1::Identity identity;
  identity.set_realm("realm1");
  identity.mutable_auth()->set_authid("joe");
  identity.mutable_auth()->mutable_secret()->set_file("/run/secrets/joe");
  EXPECT_FALSE(IsPerCaller(identity));

  config::v1::Identity realm = identity;
  realm.set_realm("t.{{ caller.claims.tenant }}");
  EXPECT_TRUE(IsPerCaller(realm));

  config::v1::Identity authid = identity;
  authid.mutable_auth()->set_authid("{{ caller.subject }}");
  EXPECT_TRUE(IsPerCaller(authid));
  EXPECT_FALSE(HasCallersSecret(authid.auth()));

  config::v1::Identity file = identity;
  file.mutable_auth()->mutable_secret()->set_file("/s/{{ caller.subject }}");
  EXPECT_TRUE(IsPerCaller(file));
  EXPECT_TRUE(HasCallersSecret(file.auth()));

  config::v1::Identity key = identity;
  key.mutable_auth()->mutable_derived_key()->set_file("{{ caller.subject }}");
  EXPECT_TRUE(HasCallersSecret(key.auth()));
}

TEST(PerCallerTest, CallersTokenMakesItSo) {
  config::v1::Identity identity;
  identity.mutable_auth()->mutable_secret()->set_caller(
      config::v1::CALLER_SECRET_TOKEN);
  EXPECT_TRUE(IsPerCaller(identity));
  EXPECT_TRUE(HasCallersSecret(identity.auth()));
}

}  // namespace
}  // namespace wampbridge::bridge
