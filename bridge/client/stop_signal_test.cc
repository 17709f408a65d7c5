// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/stop_signal.h"

#include <unistd.h>

#include <csignal>
#include <future>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(StopSignalTest, EachSignalIsCounted) {
  std::promise<void> first;
  std::promise<void> second;
  StopSignal signal(
      [&](int count) { (count == 1 ? first : second).set_value(); });
  EXPECT_FALSE(signal.stopped());
  kill(getpid(), SIGTERM);
  first.get_future().wait();
  EXPECT_TRUE(signal.stopped());
  kill(getpid(), SIGINT);
  second.get_future().wait();
}

TEST(StopSignalTest, HangupStopsNothing) {
  std::promise<void> hangup;
  StopSignal signal([](int) { FAIL(); }, [&] { hangup.set_value(); });
  kill(getpid(), SIGHUP);
  hangup.get_future().wait();
  EXPECT_FALSE(signal.stopped());
}

TEST(StopSignalTest, WithoutSignalItEndsQuietly) {
  StopSignal signal([](int) { FAIL(); });
  EXPECT_FALSE(signal.stopped());
}

}  // namespace
}  // namespace wampbridge::bridge
