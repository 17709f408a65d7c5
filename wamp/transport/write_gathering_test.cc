// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/write_gathering.h"

#include <gtest/gtest.h>

#include <thread>

namespace wampbridge::transport {
namespace {

class CountingWriter : public GatheredWriter {
 public:
  void FlushGathered() override { ++flushes; }
  int flushes = 0;
};

TEST(WriteGatheringTest, IsTheThreadsOwnBetweenBeginAndEnd) {
  WriteGathering gathering;
  EXPECT_EQ(WriteGathering::Current(), nullptr);
  gathering.Begin();
  EXPECT_EQ(WriteGathering::Current(), &gathering);
  WriteGathering* elsewhere = &gathering;
  std::thread([&] { elsewhere = WriteGathering::Current(); }).join();
  EXPECT_EQ(elsewhere, nullptr);
  gathering.End();
  EXPECT_EQ(WriteGathering::Current(), nullptr);
}

TEST(WriteGatheringTest, FlushesEachWriterOnce) {
  const auto writer = std::make_shared<CountingWriter>();
  WriteGathering gathering;
  gathering.Begin();
  gathering.Add(writer);
  EXPECT_FALSE(gathering.empty());
  EXPECT_EQ(writer->flushes, 0);
  gathering.Flush();
  gathering.Flush();
  EXPECT_TRUE(gathering.empty());
  EXPECT_EQ(writer->flushes, 1);
  gathering.End();
}

TEST(WriteGatheringTest, FlushesAtTheEnd) {
  const auto writer = std::make_shared<CountingWriter>();
  WriteGathering gathering;
  gathering.Begin();
  gathering.Add(writer);
  gathering.End();
  EXPECT_EQ(writer->flushes, 1);
}

}  // namespace
}  // namespace wampbridge::transport
