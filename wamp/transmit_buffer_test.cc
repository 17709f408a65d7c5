// SPDX-License-Identifier: Apache-2.0
#include "wamp/transmit_buffer.h"

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

uint64_t Add(TransmitBuffer& buffer, std::string_view message) {
  buffer.Begin()->append(message);
  return buffer.Commit();
}

std::string Framed(std::string_view message) {
  std::string frame(4, '\0');
  frame[1] = static_cast<char>(message.size() >> 16);
  frame[2] = static_cast<char>(message.size() >> 8);
  frame[3] = static_cast<char>(message.size());
  return frame.append(message);
}

TEST(TransmitBufferTest, MessageFramingGivesOneMessageAtATime) {
  TransmitBuffer buffer(Framing::kMessage);
  Add(buffer, "one");
  Add(buffer, "three");
  EXPECT_EQ(buffer.Peek(), "one");
  EXPECT_EQ(buffer.waiting(), 8u);
  buffer.Consume(3);
  EXPECT_EQ(buffer.Peek(), "three");
  buffer.Consume(5);
  EXPECT_EQ(buffer.Peek(), "");
  EXPECT_EQ(buffer.waiting(), 0u);
}

TEST(TransmitBufferTest, RawSocketFramingIsOneStream) {
  TransmitBuffer buffer(Framing::kRawSocket);
  Add(buffer, "one");
  Add(buffer, std::string(300, 'x'));
  EXPECT_EQ(buffer.Peek(), Framed("one") + Framed(std::string(300, 'x')));
  buffer.Consume(5);
  EXPECT_EQ(buffer.Peek(), "ne" + Framed(std::string(300, 'x')));
}

TEST(TransmitBufferTest, LargestRawSocketFrameHasTheLengthBitAndZeroLength) {
  TransmitBuffer buffer(Framing::kRawSocket);
  Add(buffer, std::string(TransmitBuffer::kRawSocketBytesMax, 'x'));
  EXPECT_EQ(buffer.Peek().substr(0, 5), std::string("\x08\0\0\0x", 5));
}

TEST(TransmitBufferTest, OneOctetBelowLargestFrameHasAnOrdinaryLength) {
  TransmitBuffer buffer(Framing::kRawSocket);
  Add(buffer, std::string(TransmitBuffer::kRawSocketBytesMax - 1, 'x'));
  EXPECT_EQ(buffer.Peek().substr(0, 5), std::string("\0\xff\xff\xffx", 5));
}

TEST(TransmitBufferTest, MessageIsHandedOnceItsFirstOctetIs) {
  TransmitBuffer buffer(Framing::kRawSocket);
  const uint64_t first = Add(buffer, "one");
  const uint64_t second = Add(buffer, "two");
  EXPECT_FALSE(buffer.Handed(first));
  buffer.Consume(1);
  EXPECT_TRUE(buffer.Handed(first));
  buffer.Consume(6);
  EXPECT_FALSE(buffer.Handed(second));
  buffer.Consume(1);
  EXPECT_TRUE(buffer.Handed(second));
}

TEST(TransmitBufferTest, RollbackLeavesNoTrace) {
  TransmitBuffer buffer(Framing::kRawSocket);
  Add(buffer, "one");
  buffer.Begin()->append("two");
  EXPECT_EQ(buffer.open_bytes(), 3u);
  buffer.Rollback();
  EXPECT_EQ(buffer.Peek(), Framed("one"));
  EXPECT_EQ(Add(buffer, "three"), 7u);
}

TEST(TransmitBufferTest, DropUnhandedKeepsTheRestOfABegunMessage) {
  TransmitBuffer buffer(Framing::kRawSocket);
  Add(buffer, "one");
  Add(buffer, "two");
  Add(buffer, "three");
  buffer.Consume(7 + 2);
  buffer.DropUnhanded();
  Add(buffer, "end");
  EXPECT_EQ(buffer.Peek(), Framed("two").substr(2) + Framed("end"));
}

TEST(TransmitBufferTest, DropUnhandedBetweenMessagesKeepsNone) {
  TransmitBuffer buffer(Framing::kRawSocket);
  Add(buffer, "one");
  Add(buffer, "two");
  buffer.Consume(7);
  buffer.DropUnhanded();
  EXPECT_EQ(buffer.waiting(), 0u);
  Add(buffer, "end");
  EXPECT_EQ(buffer.Peek(), Framed("end"));
}

TEST(TransmitBufferTest, ClearForgetsWhatWaits) {
  TransmitBuffer buffer(Framing::kRawSocket);
  Add(buffer, "one");
  buffer.Consume(2);
  buffer.Clear();
  EXPECT_EQ(buffer.Peek(), "");
  Add(buffer, "end");
  EXPECT_EQ(buffer.Peek(), Framed("end"));
}

// What comes out, over all the ways to take it, is what went in.
TEST(TransmitBufferTest, RandomWritesAndReadsGiveTheSameStream) {
  const uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  TransmitBuffer buffer(Framing::kRawSocket);
  std::string in;
  std::string out;
  for (int step = 0; step < 3000; ++step) {
    if (random() % 2 == 0) {
      const std::string message(random() % 500,
                                static_cast<char>('a' + step % 26));
      EXPECT_EQ(Add(buffer, message), in.size());
      in += Framed(message);
    } else {
      const std::string_view waiting = buffer.Peek();
      const size_t taken = random() % (waiting.size() + 1);
      out += waiting.substr(0, taken);
      buffer.Consume(taken);
    }
  }
  out += buffer.Peek();
  EXPECT_EQ(out, in);
}

}  // namespace
}  // namespace wampbridge::wamp
