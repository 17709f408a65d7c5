// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/read_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace wampbridge::transport {
namespace {

constexpr size_t kRoomMin = 8 << 10;

std::string RestOf(ReadBuffer& buffer) {
  return {buffer.rest().data(), buffer.rest().size()};
}

// As a socket does: at most what there is room for.
size_t Read(ReadBuffer& buffer, std::string_view octets) {
  const ReadBuffer::Room room = buffer.Space();
  const size_t size = std::min(room.size, octets.size());
  std::memcpy(room.data, octets.data(), size);
  buffer.Commit(size);
  return size;
}

TEST(ReadBufferTest, WhatIsTakenLeavesTheRest) {
  ReadBuffer buffer;
  Read(buffer, "headbody");
  EXPECT_EQ(buffer.Take(4), "head");
  EXPECT_EQ(RestOf(buffer), "body");
  buffer.Compact();
  EXPECT_EQ(RestOf(buffer), "body");
  EXPECT_EQ(buffer.Space().size, kRoomMin - 4);
}

TEST(ReadBufferTest, WantedOctetsFit) {
  ReadBuffer buffer;
  Read(buffer, "x");
  buffer.Want(100'000);
  buffer.Compact();
  EXPECT_EQ(buffer.Space().size, 100'000u - 1);
  EXPECT_EQ(RestOf(buffer), "x");
}

TEST(ReadBufferTest, RoomIsGivenBackWhenLittleIsWanted) {
  ReadBuffer buffer;
  buffer.Want(100'000);
  buffer.Compact();
  buffer.Want(1);
  buffer.Compact();
  EXPECT_EQ(buffer.Space().size, kRoomMin);
}

TEST(ReadBufferTest, GatheredPartsLieBesideEachOther) {
  ReadBuffer buffer;
  Read(buffer, "..ab..cd..e!");
  for (const size_t part : {2, 2, 1}) {
    buffer.Take(2);
    buffer.Gather(part);
  }
  EXPECT_EQ(buffer.gathered_bytes(), 5u);
  EXPECT_EQ(RestOf(buffer), "!");
  EXPECT_EQ(buffer.TakeGathered(), "abcde");
  EXPECT_EQ(buffer.gathered_bytes(), 0u);
}

TEST(ReadBufferTest, GatheredPartsSurviveCompacting) {
  ReadBuffer buffer;
  std::string gathered;
  for (int i = 0; i < 1000; ++i) {
    const std::string part(i, static_cast<char>('a' + i % 26));
    EXPECT_EQ(Read(buffer, "#" + part), part.size() + 1);
    EXPECT_EQ(buffer.Take(1), "#");
    buffer.Gather(part.size());
    gathered += part;
    buffer.Want(1001);
    buffer.Compact();
  }
  EXPECT_EQ(buffer.TakeGathered(), gathered);
  EXPECT_TRUE(buffer.empty());
}

TEST(ReadBufferTest, WhatWasReadElsewhereComesFirst) {
  ReadBuffer buffer;
  const std::string before(3 * kRoomMin, 'b');
  buffer.Put(before);
  Read(buffer, "after");
  EXPECT_EQ(RestOf(buffer).substr(0, before.size()), before);
  EXPECT_EQ(RestOf(buffer).substr(before.size(), 1), "a");
}

}  // namespace
}  // namespace wampbridge::transport
