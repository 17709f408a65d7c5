// SPDX-License-Identifier: Apache-2.0
#include "bridge/serve/bounded_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <memory>
#include <sstream>
#include <string>

namespace wampbridge::bridge {
namespace {

class BoundedSinkTest : public testing::Test {
 protected:
  BoundedSinkTest() { sink_.set_pattern("%v"); }

  void LogAt(int seconds, const std::string& text) {
    sink_.log(spdlog::details::log_msg(
        spdlog::log_clock::time_point(std::chrono::seconds(seconds)),
        spdlog::source_loc(), "test", spdlog::level::info, text));
  }

  std::ostringstream out_;
  BoundedSink sink_{std::make_shared<spdlog::sinks::ostream_sink_mt>(out_),
                    {.lines_max = 2, .window = std::chrono::seconds(10)}};
};

TEST_F(BoundedSinkTest, LinesWithinTheBoundPass) {
  LogAt(100, "one");
  LogAt(101, "two");
  LogAt(110, "three");
  EXPECT_EQ(out_.str(), "one\ntwo\nthree\n");
}

TEST_F(BoundedSinkTest, LinesOverTheBoundAreCountedInTheNextWindow) {
  for (const char* text : {"one", "two", "three", "four"}) LogAt(100, text);
  EXPECT_EQ(out_.str(), "one\ntwo\n");
  LogAt(111, "five");
  EXPECT_EQ(out_.str(), "one\ntwo\n2 lines before were left out\nfive\n");
}

}  // namespace
}  // namespace wampbridge::bridge
