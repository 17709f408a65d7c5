// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/rawsocket_frame.h"

#include <gtest/gtest.h>

namespace wampbridge::transport {
namespace {

using wamp::Serializer;

TEST(RawSocketFrameTest, LimitIsThePowerOfTwoAtMost) {
  EXPECT_EQ(RawSocketLimit(0), 512u);
  EXPECT_EQ(RawSocketLimit(512), 512u);
  EXPECT_EQ(RawSocketLimit(1023), 512u);
  EXPECT_EQ(RawSocketLimit(1024), 1024u);
  EXPECT_EQ(RawSocketLimit((16 << 20) - 1), 8u << 20);
  EXPECT_EQ(RawSocketLimit(16 << 20), 16u << 20);
  EXPECT_EQ(RawSocketLimit(SIZE_MAX), 16u << 20);
}

TEST(RawSocketFrameTest, HandshakeOctetsAreTheSpecifications) {
  EXPECT_EQ(MakeHandshake(Serializer::kJson, 16 << 20),
            (RawSocketHandshake{0x7F, 0xF1, 0, 0}));
  EXPECT_EQ(MakeHandshake(Serializer::kMsgpack, 512),
            (RawSocketHandshake{0x7F, 0x02, 0, 0}));
  EXPECT_EQ(MakeHandshake(Serializer::kCbor, 1024),
            (RawSocketHandshake{0x7F, 0x13, 0, 0}));
  EXPECT_EQ(MakeRefusal(RawSocketRefusal::kConnections),
            (RawSocketHandshake{0x7F, 0x40, 0, 0}));
}

TEST(RawSocketFrameTest, RouterReadsRequest) {
  const auto request =
      ParseHandshakeRequest({0x7F, 0x73, 0, 0}, {Serializer::kCbor});
  ASSERT_TRUE(request.terms);
  EXPECT_EQ(request.terms->serializer, Serializer::kCbor);
  EXPECT_EQ(request.terms->message_bytes_max, 65536u);
}

TEST(RawSocketFrameTest, RouterRefusesWithTheSpecificationsErrors) {
  EXPECT_EQ(
      ParseHandshakeRequest({0x7F, 0xF1, 0, 0}, {Serializer::kCbor}).refusal,
      RawSocketRefusal::kSerializer);
  EXPECT_EQ(
      ParseHandshakeRequest({0x7F, 0xF0, 0, 0}, {Serializer::kCbor}).refusal,
      RawSocketRefusal::kSerializer);
  EXPECT_EQ(
      ParseHandshakeRequest({0x7F, 0xF3, 1, 0}, {Serializer::kCbor}).refusal,
      RawSocketRefusal::kReserved);
  const auto stranger =
      ParseHandshakeRequest({'G', 'E', 'T', ' '}, {Serializer::kCbor});
  EXPECT_FALSE(stranger.terms);
  EXPECT_FALSE(stranger.refusal);
}

TEST(RawSocketFrameTest, ClientReadsConsent) {
  const auto terms =
      ParseHandshakeAnswer({0x7F, 0xA2, 0, 0}, Serializer::kMsgpack);
  ASSERT_TRUE(terms.ok());
  EXPECT_EQ(terms->message_bytes_max, size_t{1} << 19);
}

TEST(RawSocketFrameTest, ClientReadsRefusalsInWords) {
  const auto refusal = [](const RawSocketHandshake& octets) {
    return ParseHandshakeAnswer(octets, Serializer::kCbor).status();
  };
  EXPECT_EQ(refusal({0x7F, 0x10, 0, 0}).ToString(),
            "UNIMPLEMENTED: the router does not speak this serializer");
  EXPECT_EQ(refusal({0x7F, 0x20, 0, 0}).ToString(),
            "FAILED_PRECONDITION: the router does not accept our message size "
            "limit");
  EXPECT_EQ(refusal({0x7F, 0x40, 0, 0}).ToString(),
            "UNAVAILABLE: the router has too many connections");
  EXPECT_EQ(refusal({0x7F, 0x90, 0, 0}).ToString(),
            "FAILED_PRECONDITION: the router refused with error 9");
  EXPECT_EQ(refusal({0x7F, 0xF1, 0, 0}).ToString(),
            "FAILED_PRECONDITION: the router answered with serializer 1 where "
            "3 was asked for");
  EXPECT_EQ(refusal({'H', 'T', 'T', 'P'}).ToString(),
            "FAILED_PRECONDITION: what answered speaks HTTP, not RawSocket: "
            "its URL may begin with ws:// or wss://");
  EXPECT_EQ(refusal({0x15, 0x03, 0x03, 0x00}).ToString(),
            "FAILED_PRECONDITION: what answered speaks TLS, not RawSocket: "
            "its URL may begin with tcps://");
  EXPECT_EQ(refusal({'S', 'S', 'H', '-'}).ToString(),
            "FAILED_PRECONDITION: what answered does not speak RawSocket: its "
            "first octets are 53 53 48 2d");
}

TEST(RawSocketFrameTest, HeadersComeBackAtEveryBoundary) {
  for (const FrameType type :
       {FrameType::kMessage, FrameType::kPing, FrameType::kPong}) {
    for (const size_t length :
         {size_t{0}, size_t{1}, size_t{255}, size_t{256}, size_t{65535},
          size_t{65536}, kRawSocketMessageBytesMax - 1,
          kRawSocketMessageBytesMax}) {
      std::string octets;
      AppendFrameHeader(type, length, &octets);
      ASSERT_EQ(octets.size(), kRawSocketHeaderBytes);
      const auto header = ParseFrameHeader(octets);
      ASSERT_TRUE(header.ok()) << length;
      EXPECT_EQ(header->type, type);
      EXPECT_EQ(header->length, length);
    }
  }
}

TEST(RawSocketFrameTest, TheLargestFrameHasTheExtraBit) {
  std::string octets;
  AppendFrameHeader(FrameType::kMessage, kRawSocketMessageBytesMax, &octets);
  EXPECT_EQ(octets, std::string("\x08\0\0\0", 4));
}

TEST(RawSocketFrameTest, UnknownTypesAndReservedBitsAreRefused) {
  for (int octet = 0; octet < 256; ++octet) {
    const std::string header{static_cast<char>(octet), 0, 0, 0};
    const int type = octet & 0x07;
    EXPECT_EQ(ParseFrameHeader(header).ok(), octet < 16 && type <= 2) << octet;
  }
  EXPECT_FALSE(ParseFrameHeader(std::string("\x08\0\0\x01", 4)).ok());
}

}  // namespace
}  // namespace wampbridge::transport
