// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/credentials.h"

#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

std::optional<std::string> Environment(const std::string& name) {
  if (name == "SECRET") return "hunter2";
  return std::nullopt;
}

config::v1::Auth Auth(config::v1::AuthMethod method) {
  config::v1::Auth auth;
  auth.set_method(method);
  auth.set_authid("joe");
  return auth;
}

TEST(CredentialsTest, SecretOfTheEnvironmentBecomesAnAuthenticator) {
  config::v1::Auth auth = Auth(config::v1::AUTH_METHOD_TICKET);
  auth.mutable_secret()->set_env("SECRET");
  const auto loaded = LoadAuthenticator(auth, Environment);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->authenticator->methods(),
            std::vector<std::string>{"ticket"});
  EXPECT_EQ(loaded->authenticator->authid(), "joe");
  EXPECT_EQ(loaded->authenticator->Begin({})
                ->Answer({.method = "ticket"}, "")
                ->signature,
            "hunter2");
}

TEST(CredentialsTest, AnonymousNeedsNone) {
  const auto loaded =
      LoadAuthenticator(Auth(config::v1::AUTH_METHOD_ANONYMOUS), Environment);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->authenticator->methods(),
            std::vector<std::string>{"anonymous"});
}

TEST(CredentialsTest, DerivedKeyIsTaken) {
  config::v1::Auth auth = Auth(config::v1::AUTH_METHOD_WAMPCRA);
  auth.mutable_derived_key()->set_env("SECRET");
  EXPECT_TRUE(LoadAuthenticator(auth, Environment).ok());
}

TEST(CredentialsTest, ChannelBindingIsTaken) {
  config::v1::Auth auth = Auth(config::v1::AUTH_METHOD_CRYPTOSIGN);
  auth.mutable_secret()->set_env("SEED");
  auth.set_channel_binding(config::v1::CHANNEL_BINDING_TLS_UNIQUE);
  const auto loaded = LoadAuthenticator(
      auth, [](const std::string&) { return std::string(64, '1'); });
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(
      loaded->authenticator->Begin({})->HelloExtra().at("channel_binding"),
      "tls-unique");
}

TEST(CredentialsTest, MissingSecretIsNamed) {
  config::v1::Auth auth = Auth(config::v1::AUTH_METHOD_TICKET);
  auth.mutable_secret()->set_env("ORDERS_SECRET");
  EXPECT_EQ(LoadAuthenticator(auth, Environment).status().message(),
            "environment variable ORDERS_SECRET is not set; put the secret "
            "into it");
}

TEST(CredentialsTest, UselessSecretIsNamedAndNotShown) {
  config::v1::Auth auth = Auth(config::v1::AUTH_METHOD_CRYPTOSIGN);
  auth.mutable_secret()->set_env("SECRET");
  EXPECT_EQ(LoadAuthenticator(auth, Environment).status().message(),
            "environment variable SECRET: not an Ed25519 private key: give 64 "
            "hexadecimal digits, or an OpenSSH private key (-----BEGIN OPENSSH "
            "PRIVATE KEY-----) without passphrase");
}

}  // namespace
}  // namespace wampbridge::bridge
