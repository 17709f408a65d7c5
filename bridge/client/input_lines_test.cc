// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/input_lines.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <thread>

namespace wampbridge::bridge {
namespace {

class InputLinesTest : public testing::Test {
 protected:
  ~InputLinesTest() override {
    CloseWriter();
    close(pipe_[0]);
  }

  void Write(const std::string& octets) {
    EXPECT_EQ(write(pipe_[1], octets.data(), octets.size()),
              static_cast<ssize_t>(octets.size()));
  }
  void CloseWriter() {
    if (pipe_[1] >= 0) close(pipe_[1]);
    pipe_[1] = -1;
  }
  void SetUp() override { ASSERT_EQ(made_, 0); }
  InputLines& lines() { return lines_; }

 private:
  int pipe_[2] = {-1, -1};
  const int made_ = pipe(pipe_);
  InputLines lines_{pipe_[0]};
};

TEST_F(InputLinesTest, LinesComeOneByOneHoweverTheyWereWritten) {
  Write("one\n\ntwo\nth");
  EXPECT_EQ(lines().Next(), "one");
  EXPECT_EQ(lines().Next(), "");
  EXPECT_EQ(lines().Next(), "two");
  Write("ree\n");
  EXPECT_EQ(lines().Next(), "three");
}

TEST_F(InputLinesTest, LastLineNeedsNoEnd) {
  Write("one\ntwo");
  CloseWriter();
  EXPECT_EQ(lines().Next(), "one");
  EXPECT_EQ(lines().Next(), "two");
  EXPECT_EQ(lines().Next(), std::nullopt);
  EXPECT_EQ(lines().Next(), std::nullopt);
}

TEST_F(InputLinesTest, StopEndsTheWaitForALine) {
  Write("half a line");
  std::thread stopping([this] { lines().Stop(); });
  EXPECT_EQ(lines().Next(), std::nullopt);
  EXPECT_EQ(lines().Next(), std::nullopt);
  stopping.join();
}

}  // namespace
}  // namespace wampbridge::bridge
