// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/published.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(PublishedTest, WhatWasReadStaysWhenItIsReplaced) {
  Published<std::string> setting("a text that is too long to be kept inside");
  const std::string& before = setting.Get();
  setting.Replace("another");
  EXPECT_EQ(setting.Get(), "another");
  EXPECT_EQ(before, "a text that is too long to be kept inside");
}

}  // namespace
}  // namespace wampbridge::bridge
