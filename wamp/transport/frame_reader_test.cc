// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/frame_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace wampbridge::transport {
namespace {

std::string FrameOf(FrameType type, const std::string& payload) {
  std::string octets;
  AppendFrameHeader(type, payload.size(), &octets);
  return octets + payload;
}

// Feeds `octets` in chunks of at most `chunk` and returns the payloads.
std::vector<std::string> ReadAll(FrameReader& reader, std::string_view octets,
                                 size_t chunk) {
  std::vector<std::string> payloads;
  while (!octets.empty()) {
    const ReadBuffer::Room room = reader.buffer().Space();
    const size_t size = std::min({room.size, chunk, octets.size()});
    std::memcpy(room.data, octets.data(), size);
    octets.remove_prefix(size);
    reader.buffer().Commit(size);
    for (;;) {
      const auto frame = reader.Next();
      EXPECT_TRUE(frame.ok()) << frame.status();
      if (!frame.ok() || !frame->has_value()) break;
      payloads.emplace_back((*frame)->payload);
    }
    reader.buffer().Compact();
  }
  return payloads;
}

TEST(FrameReaderTest, FramesComeOutOfEveryChunking) {
  const std::vector<std::string> sent = {"", "a", std::string(100, 'b'),
                                         std::string(9000, 'c'), "d"};
  std::string octets;
  for (const std::string& payload : sent) {
    octets += FrameOf(FrameType::kMessage, payload);
  }
  for (const size_t chunk : {1, 2, 3, 4, 5, 7, 100, 4096, 100'000}) {
    FrameReader reader(1 << 20);
    EXPECT_EQ(ReadAll(reader, octets, chunk), sent) << chunk;
    EXPECT_FALSE(reader.cut());
  }
}

TEST(FrameReaderTest, TheLargestFrameFits) {
  FrameReader reader(kRawSocketMessageBytesMax);
  const std::string payload(kRawSocketMessageBytesMax, 'x');
  const auto read = ReadAll(reader,
                            FrameOf(FrameType::kMessage, payload) +
                                FrameOf(FrameType::kMessage, "after"),
                            1 << 20);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].size(), payload.size());
  EXPECT_EQ(read[1], "after");
}

TEST(FrameReaderTest, FrameOverTheLimitIsRefusedAtItsHeader) {
  FrameReader reader(1024);
  std::string header;
  AppendFrameHeader(FrameType::kMessage, 1025, &header);
  std::memcpy(reader.buffer().Space().data, header.data(), header.size());
  reader.buffer().Commit(header.size());
  const auto frame = reader.Next();
  EXPECT_EQ(frame.status().ToString(),
            "RESOURCE_EXHAUSTED: the peer sent a message of 1025 octets, over "
            "the limit of 1024");
}

TEST(FrameReaderTest, RoomIsGivenBackAfterALargeFrame) {
  FrameReader reader(1 << 20);
  ReadAll(reader, FrameOf(FrameType::kMessage, std::string(1 << 20, 'x')),
          1 << 20);
  ReadAll(reader, FrameOf(FrameType::kMessage, "small"), 100);
  EXPECT_LE(reader.buffer().Space().size, size_t{8} << 10);
}

TEST(FrameReaderTest, CutTellsThatAFrameIsUnfinished) {
  FrameReader reader(1024);
  const std::string octets = FrameOf(FrameType::kMessage, "hello");
  ReadAll(reader, octets.substr(0, octets.size() - 1), 100);
  EXPECT_TRUE(reader.cut());
}

}  // namespace
}  // namespace wampbridge::transport
