// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/wait_notice.h"

#include <future>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(WaitNoticeTest, SaysWhatIsWaitedForAndTakesItAwayAgain) {
  std::ostringstream err;
  std::promise<void> asked;
  int count = 0;
  WaitNotice notice({err, true, absl::Milliseconds(1)}, [&] {
    if (++count == 2) asked.set_value();
    return std::string("the result");
  });
  asked.get_future().wait();
  notice.Stop();
  EXPECT_TRUE(err.str().starts_with(
      "\r\033[Kwaiting for the result (1ms)\r\033[Kwaiting for the result "
      "(2ms)"))
      << err.str();
  EXPECT_TRUE(err.str().ends_with(")\r\033[K"));
}

TEST(WaitNoticeTest, QuickAnswerLeavesNoTrace) {
  std::ostringstream err;
  {
    WaitNotice notice({err, true, absl::Hours(1)}, [] { return "x"; });
  }
  EXPECT_EQ(err.str(), "");
}

TEST(WaitNoticeTest, WithoutTerminalThereIsNone) {
  std::ostringstream err;
  {
    WaitNotice notice({err, false, absl::ZeroDuration()}, [] { return "x"; });
  }
  EXPECT_EQ(err.str(), "");
}

}  // namespace
}  // namespace wampbridge::bridge
