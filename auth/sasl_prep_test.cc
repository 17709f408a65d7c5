// SPDX-License-Identifier: Apache-2.0
#include "auth/sasl_prep.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

std::string Prepared(std::string_view text) {
  const auto prepared = SaslPrep(text);
  return prepared.ok() ? std::string(prepared->Reveal())
                       : std::string(prepared.status().message());
}

// RFC 4013, section 3.
TEST(SaslPrepTest, ExamplesOfTheStandard) {
  EXPECT_EQ(Prepared("I\xc2\xadX"), "IX");    // SOFT HYPHEN goes
  EXPECT_EQ(Prepared("user"), "user");        // no change
  EXPECT_EQ(Prepared("USER"), "USER");        // case is kept
  EXPECT_EQ(Prepared("\xc2\xaa"), "a");       // NFKC
  EXPECT_EQ(Prepared("\xe2\x85\xa8"), "IX");  // NFKC
  EXPECT_TRUE(Prepared("\x07").starts_with("is not text that SASLprep allows"));
  EXPECT_TRUE(
      Prepared("\xd8\xa7\x31").starts_with("is not text that SASLprep allows"));
}

TEST(SaslPrepTest, LongestGrowthFits) {
  // U+FDFA becomes eighteen characters, here all of one direction.
  const std::string one = "\xef\xb7\xba";
  const auto prepared = SaslPrep(one + one);
  ASSERT_TRUE(prepared.ok()) << prepared.status();
  EXPECT_GT(prepared->Reveal().size(), 50u);
}

TEST(SaslPrepTest, OtherSpacesBecomeSpaces) {
  EXPECT_EQ(Prepared("a\xc2\xa0\x62"), "a b");
}

TEST(SaslPrepTest, WhatIsNotTextIsRefusedWithoutRepeatingIt) {
  EXPECT_EQ(Prepared("secret\xff"), "is not UTF-8");
  EXPECT_EQ(Prepared(std::string("\xc2\xaa\0x", 4)),
            "has a NUL character, which SASLprep forbids");
  EXPECT_EQ(Prepared(std::string(4095, 'x') + "\xc2\xaa"),
            "is longer than 4096 octets");
  EXPECT_EQ(Prepared(""), "");
}

}  // namespace
}  // namespace wampbridge::auth
