// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/options.h"

#include <functional>
#include <string>

#include "gtest/gtest.h"

namespace wampbridge::router {
namespace {

TEST(RouterOptionsTest, OpenRouterIsValid) {
  EXPECT_TRUE(ValidateRouterOptions(OpenRouterOptions()).ok());
}

TEST(RouterOptionsTest, WhatIsWrongIsNamed) {
  const struct {
    const char* message;
    std::function<void(RouterOptions&)> spoil;
  } kCases[] = {
      {"listen: no address", [](auto& o) { o.listen.clear(); }},
      {"realms: none", [](auto& o) { o.realms.clear(); }},
      {"realms.realm1.anonymous_role: role \"guest\" is not among the realm's "
       "roles",
       [](auto& o) { o.realms["realm1"].anonymous_role = "guest"; }},
      {"realms.realm1.users.joe: role is missing",
       [](auto& o) { o.realms["realm1"].users["joe"].secret = "s"; }},
      {"realms.realm1.users.joe: secret is missing",
       [](auto& o) { o.realms["realm1"].users["joe"].role = "anonymous"; }},
      {"realms.realm1.principals.alice: has neither ticket nor authorized_keys",
       [](auto& o) {
         o.realms["realm1"].principals["alice"].role = "anonymous";
       }},
      {"realms.realm1.principals.alice.authorized_keys: \"abc\" is not 64 hex "
       "digits",
       [](auto& o) {
         o.realms["realm1"].principals["alice"] = {
             .role = "anonymous", .ticket = "", .authorized_keys = {"abc"}};
       }},
      {"realms.realm1.roles.x: uri \"**.com\": ** may only stand at the end",
       [](auto& o) {
         o.realms["realm1"].roles["x"] = {{.uri = "**.com", .allow = {}}};
       }},
  };
  for (const auto& test : kCases) {
    RouterOptions options = OpenRouterOptions();
    test.spoil(options);
    EXPECT_EQ(ValidateRouterOptions(options).message(), test.message);
  }
}

TEST(RouterOptionsTest, DerivationOutOfBoundsIsRefused) {
  RouterOptions options = OpenRouterOptions();
  options.realms["realm1"].users["joe"] = {
      .role = "anonymous", .secret = "hidden", .salt = "salt", .iterations = 0};
  const std::string message(ValidateRouterOptions(options).message());
  EXPECT_NE(message.find("realms.realm1.users.joe: "), std::string::npos);
  EXPECT_EQ(message.find("hidden"), std::string::npos);
}

}  // namespace
}  // namespace wampbridge::router
