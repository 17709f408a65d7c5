// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/process/arguments.h"

#include <gtest/gtest.h>

namespace wampbridge::bench {
namespace {

TEST(ArgumentsTest, AnOptionHasTheTextBehindItsSign) {
  const auto arguments = Arguments::Parse({"--url=tcp://a=b", "--list"});
  ASSERT_TRUE(arguments.ok());
  EXPECT_EQ(arguments->Text("url"), "tcp://a=b");
  EXPECT_TRUE(arguments->Has("list"));
  EXPECT_EQ(arguments->Text("list"), "");
  EXPECT_EQ(arguments->Text("other", "default"), "default");
}

TEST(ArgumentsTest, AWordThatIsNoOptionIsRefusedByName) {
  EXPECT_EQ(Arguments::Parse({"word"}).status().message(),
            "`word` is no option");
}

TEST(ArgumentsTest, ANumberThatIsNoneIsRefused) {
  const auto arguments = Arguments::Parse({"--repeats=many"});
  ASSERT_TRUE(arguments.ok());
  EXPECT_EQ(arguments->Number("repeats", 1).status().message(),
            "--repeats=many is no number");
  EXPECT_EQ(*arguments->Number("seconds", 2.5), 2.5);
}

TEST(ArgumentsTest, AnUnknownOptionIsRefusedByName) {
  const auto arguments = Arguments::Parse({"--quik"});
  ASSERT_TRUE(arguments.ok());
  EXPECT_EQ(arguments->CheckNames({"quick"}).message(),
            "there is no option --quik");
  EXPECT_TRUE(arguments->CheckNames({"quik"}).ok());
}

}  // namespace
}  // namespace wampbridge::bench
