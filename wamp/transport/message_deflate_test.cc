// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/message_deflate.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace wampbridge::transport {
namespace {

constexpr size_t kMax = 10 << 20;

// Which no compression makes smaller.
std::string Noise(size_t size) {
  std::mt19937 random(1);
  std::string noise(size, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  return noise;
}

std::vector<std::string> Messages() {
  return {"",
          "x",
          std::string(100, 'a'),
          std::string(16 << 10, 'b'),
          Noise(16 << 10),
          std::string(1 << 20, 'c'),
          Noise(1 << 20),
          "x"};
}

TEST(MessageDeflateTest, HelloIsAsInTheRfc) {
  // Section 7.2.3.2: the second message refers to the first.
  MessageDeflater deflater({});
  EXPECT_EQ(deflater.Deflate("Hello"),
            std::string("\xf2\x48\xcd\xc9\xc9\x07\x00", 7));
  EXPECT_EQ(deflater.Deflate("Hello"), std::string("\xf2\x00\x11\x00\x00", 5));
}

TEST(MessageDeflateTest, MessagesOfAnySizeComeBack) {
  for (const bool forgets : {false, true}) {
    MessageDeflater deflater({.forgets_context = forgets});
    MessageInflater inflater;
    for (const std::string& message : Messages()) {
      const auto back = inflater.Inflate(deflater.Deflate(message), kMax);
      ASSERT_TRUE(back.ok()) << back.status();
      EXPECT_TRUE(*back == message) << message.size();
    }
  }
}

TEST(MessageDeflateTest, MessageThatForgetsStandsByItself) {
  MessageDeflater deflater({.forgets_context = true});
  const std::string first(deflater.Deflate("Hello"));
  EXPECT_EQ(deflater.Deflate("Hello"), first);
}

TEST(MessageDeflateTest, FinalBlockIsRefused) {
  // Section 7.2.3.4.
  MessageInflater inflater;
  EXPECT_EQ(
      inflater.Inflate(std::string("\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8), kMax)
          .status()
          .code(),
      absl::StatusCode::kInvalidArgument);
}

TEST(MessageDeflateTest, MessageThatGrowsOverTheLimitIsRefused) {
  MessageDeflater deflater({});
  const std::string bomb(deflater.Deflate(std::string(10 << 20, '0')));
  EXPECT_LT(bomb.size(), 100u << 10);
  MessageInflater inflater;
  EXPECT_EQ(inflater.Inflate(bomb, 1000).status().ToString(),
            "RESOURCE_EXHAUSTED: the peer sent a message over the limit of "
            "1000 octets");
}

TEST(MessageDeflateTest, WhatIsNotCompressedIsRefused) {
  MessageInflater inflater;
  EXPECT_EQ(inflater.Inflate("\xFF\xFF\xFF\xFF", kMax).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace wampbridge::transport
