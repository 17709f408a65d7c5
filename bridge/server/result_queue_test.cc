// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/result_queue.h"

#include <grpcpp/support/slice.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wampbridge::bridge {
namespace {

using Room = ResultQueue::Room;

grpc::ByteBuffer Octets(const std::string& text) {
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

// What is to be written, in words.
std::string Next(ResultQueue& queue) {
  ToWrite next = queue.TakeNext();
  if (std::holds_alternative<NothingToWrite>(next)) return "nothing";
  if (const auto* end = std::get_if<StreamEnd>(&next)) {
    return end->failure ? "failed: " + end->failure->message : "end";
  }
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(std::get<grpc::ByteBuffer>(next).Dump(&slices).ok());
  std::string text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

TEST(ResultQueueTest, ResultsComeInOrderAndTheEndBehindThem) {
  ResultQueue queue(EventQueue::Limits{});
  EXPECT_EQ(Next(queue), "nothing");
  EXPECT_EQ(queue.Push(Octets("a")), Room::kTaken);
  EXPECT_EQ(queue.Push(Octets("b")), Room::kTaken);
  EXPECT_TRUE(queue.End({}));
  EXPECT_EQ(Next(queue), "a");
  EXPECT_EQ(Next(queue), "b");
  EXPECT_EQ(Next(queue), "end");
}

TEST(ResultQueueTest, FirstEndCountsAndResultsAfterItAreDropped) {
  ResultQueue queue(EventQueue::Limits{});
  Failure failure;
  failure.message = "first";
  EXPECT_TRUE(queue.End({failure}));
  EXPECT_FALSE(queue.End({}));
  EXPECT_EQ(queue.Push(Octets("late")), Room::kTaken);
  EXPECT_EQ(Next(queue), "failed: first");
}

TEST(ResultQueueTest, FullByCountUntilOneIsTaken) {
  ResultQueue queue({.events_max = 2});
  EXPECT_EQ(queue.Push(Octets("a")), Room::kTaken);
  EXPECT_EQ(queue.Push(Octets("b")), Room::kTaken);
  EXPECT_EQ(queue.Push(Octets("c")), Room::kNone);
  EXPECT_EQ(Next(queue), "a");
  EXPECT_EQ(queue.Push(Octets("d")), Room::kTaken);
  EXPECT_EQ(Next(queue), "b");
  EXPECT_EQ(Next(queue), "d");
}

TEST(ResultQueueTest, FullByOctetsUntilOneIsTaken) {
  ResultQueue queue({.octets_max = 10});
  EXPECT_EQ(queue.Push(Octets("123456")), Room::kTaken);
  EXPECT_EQ(queue.Push(Octets("12345")), Room::kNone);
  EXPECT_EQ(queue.Push(Octets("1234")), Room::kTaken);
  EXPECT_EQ(queue.Push(Octets("1")), Room::kNone);
  EXPECT_EQ(Next(queue), "123456");
  EXPECT_EQ(queue.Push(Octets("123456")), Room::kTaken);
}

TEST(ResultQueueTest, OneAloneFitsWhateverItsSize) {
  ResultQueue queue({.events_max = 0, .octets_max = 1});
  EXPECT_EQ(queue.Push(Octets("larger")), Room::kTaken);
  EXPECT_EQ(queue.Push(Octets("")), Room::kNone);
}

}  // namespace
}  // namespace wampbridge::bridge
