// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/value_path.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

TEST(ValuePathTest, PlainKeyFollowsADot) {
  EXPECT_EQ(KeyStep("order"), ".order");
  EXPECT_EQ(KeyStep("_n1"), "._n1");
}

TEST(ValuePathTest, OtherKeyIsQuoted) {
  EXPECT_EQ(KeyStep(""), "[\"\"]");
  EXPECT_EQ(KeyStep("a b"), "[\"a b\"]");
  EXPECT_EQ(KeyStep("a.b"), "[\"a.b\"]");
  EXPECT_EQ(KeyStep("\"\n"), "[\"\\\"\\n\"]");
  EXPECT_EQ(KeyStep("\xC3\xA4"), "[\"\xC3\xA4\"]");
}

TEST(ValuePathTest, IndexStandsInBrackets) { EXPECT_EQ(IndexStep(3), "[3]"); }

TEST(ValuePathTest, StatusKeepsItsCodeAndIsToldWhere) {
  EXPECT_EQ(AtPath("kwargs.order", absl::InternalError("NaN")),
            absl::InternalError("payload: kwargs.order: NaN"));
}

TEST(ValuePathTest, LongPathIsCutWhereACharacterEnds) {
  EXPECT_EQ(ShownPath(std::string(160, 'a')), std::string(160, 'a'));
  EXPECT_EQ(ShownPath(std::string(161, 'a')), std::string(160, 'a') + "...");
  EXPECT_EQ(ShownPath(std::string(159, 'a') + "\xC3\xA4"),
            std::string(159, 'a') + "...");
}

TEST(ValuePathTest, TooDeepNamesSizeAndLimit) {
  EXPECT_EQ(TooDeep("args[0]", 30),
            absl::InvalidArgumentError(
                "payload: args[0]: 31 lists and dicts inside one another, the "
                "limit is 30"));
}

}  // namespace
}  // namespace wampbridge::bridge
