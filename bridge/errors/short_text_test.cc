// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/short_text.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

TEST(ShortText, IsCutBetweenCharacters) {
  EXPECT_EQ(ShortText("short", 5), "short");
  EXPECT_EQ(ShortText("longer", 5), "longe");
  EXPECT_EQ(ShortText("gr\xc3\xbc\xc3\x9f", 4), "gr\xc3\xbc");
  EXPECT_EQ(ShortText("gr\xc3\xbc\xc3\x9f", 5), "gr\xc3\xbc");
  EXPECT_EQ(ShortText("\x80\x80\x80", 2), "");
}

TEST(AsciiText, WhatProtobufMayNotTakeIsReplaced) {
  EXPECT_EQ(AsciiText("plain"), "plain");
  EXPECT_EQ(AsciiText("a\xff"
                      "b\xc3\xbc"),
            "a?b??");
}

}  // namespace
}  // namespace wampbridge::bridge
