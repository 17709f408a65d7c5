// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_frame.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace wampbridge::transport {
namespace {

using Opcode = WebSocketOpcode;

// Octets of a known key: 37 fa 21 3d, as in RFC 6455 section 5.7.
MaskKey KeyOfTheRfc() {
  const unsigned char octets[] = {0x37, 0xfa, 0x21, 0x3d};
  MaskKey key;
  static_assert(sizeof(octets) == sizeof(key));
  std::memcpy(&key, octets, sizeof(key));
  return key;
}

std::string ErrorOf(std::string_view octets) {
  return std::string(ParseWebSocketHeader(octets).status().message());
}

TEST(WebSocketFrameTest, HeadersOfEveryLengthComeBack) {
  for (const uint64_t length :
       {uint64_t{0}, uint64_t{1}, uint64_t{125}, uint64_t{126}, uint64_t{127},
        uint64_t{65535}, uint64_t{65536}, uint64_t{1} << 24,
        (uint64_t{1} << 63) - 1}) {
    for (const bool masked : {false, true}) {
      WebSocketHeader header{.opcode = Opcode::kText,
                             .fin = false,
                             .compressed = true,
                             .payload_bytes = length};
      if (masked) header.mask = KeyOfTheRfc();
      std::string octets;
      AppendWebSocketHeader(header, &octets);
      const auto parsed = ParseWebSocketHeader(octets + "payload");
      ASSERT_TRUE(parsed.ok()) << parsed.status();
      ASSERT_TRUE(parsed->has_value());
      EXPECT_EQ((*parsed)->header_bytes, octets.size());
      EXPECT_EQ((*parsed)->header.payload_bytes, length);
      EXPECT_EQ((*parsed)->header.opcode, Opcode::kText);
      EXPECT_EQ((*parsed)->header.mask, header.mask);
      EXPECT_FALSE((*parsed)->header.fin);
      EXPECT_TRUE((*parsed)->header.compressed);
      for (size_t cut = 0; cut < octets.size(); ++cut) {
        const auto part = ParseWebSocketHeader(octets.substr(0, cut));
        ASSERT_TRUE(part.ok()) << part.status();
        EXPECT_FALSE(part->has_value()) << cut;
      }
    }
  }
}

TEST(WebSocketFrameTest, ReservedBitsAndOpcodesAreRefused) {
  EXPECT_EQ(ErrorOf("\xA1"), "a frame begins with 0xa1, which has no meaning");
  EXPECT_EQ(ErrorOf("\x91"), "a frame begins with 0x91, which has no meaning");
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    EXPECT_NE(ErrorOf(std::string(1, static_cast<char>(0x80 | opcode))), "")
        << opcode;
  }
}

TEST(WebSocketFrameTest, LengthInMoreOctetsThanItNeedsIsRefused) {
  EXPECT_EQ(ErrorOf(std::string("\x82\x7E\x00\x7D", 4)),
            "a frame's length of 125 stands in 2 octets");
  EXPECT_EQ(ErrorOf(std::string("\x82\x7F\0\0\0\0\0\0\xFF\xFF", 10)),
            "a frame's length of 65535 stands in 8 octets");
}

TEST(WebSocketFrameTest, LengthWithItsHighestBitIsRefused) {
  EXPECT_EQ(ErrorOf(std::string("\x82\x7F\x80\0\0\0\0\0\0\0", 10)),
            "a frame's length of 9223372036854775808 stands in 8 octets");
}

TEST(WebSocketFrameTest, ControlFrameOver125OctetsIsRefused) {
  EXPECT_EQ(ErrorOf(std::string("\x89\x7E\x00\x7E", 4)),
            "a control frame has 126 octets, over the 125");
}

TEST(WebSocketFrameTest, FragmentedOrCompressedControlFrameIsRefused) {
  constexpr char kWords[] = "a control frame is fragmented or compressed";
  EXPECT_EQ(ErrorOf(std::string("\x09\x00", 2)), kWords);
  EXPECT_EQ(ErrorOf(std::string("\xC9\x00", 2)), kWords);
}

TEST(WebSocketFrameTest, MaskIsAsInTheRfc) {
  std::string hello = "Hello";
  ApplyMask(KeyOfTheRfc(), hello.data(), hello.size());
  EXPECT_EQ(hello, "\x7f\x9f\x4d\x51\x58");
}

TEST(WebSocketFrameTest, MaskingTwiceChangesNothingAtAnySize) {
  for (size_t size = 0; size < 40; ++size) {
    const std::string plain(size, 'p');
    std::string text = plain;
    ApplyMask(KeyOfTheRfc(), text.data(), text.size());
    for (size_t i = 0; i < size; ++i) {
      const auto key = std::string("\x37\xfa\x21\x3d");
      EXPECT_EQ(text[i], static_cast<char>('p' ^ key[i % 4])) << i;
    }
    ApplyMask(KeyOfTheRfc(), text.data(), text.size());
    EXPECT_EQ(text, plain);
  }
}

}  // namespace
}  // namespace wampbridge::transport
