// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

using Opcode = WebSocketOpcode;

constexpr MaskKey kKey = 0x12345678;

struct Frame {
  Opcode opcode;
  std::string payload;
  bool fin = true;
  bool compressed = false;
};

// As the side that is not `reader` writes it.
std::string OctetsOf(const Frame& frame, WebSocketSide reader) {
  WebSocketHeader header{.opcode = frame.opcode,
                         .fin = frame.fin,
                         .compressed = frame.compressed,
                         .payload_bytes = frame.payload.size()};
  if (reader == WebSocketSide::kServer) header.mask = kKey;
  std::string octets;
  AppendWebSocketHeader(header, &octets);
  std::string payload = frame.payload;
  if (header.mask) ApplyMask(kKey, payload.data(), payload.size());
  return octets + payload;
}

std::string OctetsOf(const std::vector<Frame>& frames, WebSocketSide reader) {
  std::string octets;
  for (const Frame& frame : frames) octets += OctetsOf(frame, reader);
  return octets;
}

// Feeds `octets` in chunks of at most `chunk`; what comes is shown as "opcode
// payload", the messages only once the whole chunk is read.
std::vector<std::string> ReadAll(WebSocketReader& reader,
                                 std::string_view octets, size_t chunk) {
  std::vector<std::string> shown;
  while (!octets.empty()) {
    const ReadBuffer::Room room = reader.buffer().Space();
    const size_t size = std::min({room.size, chunk, octets.size()});
    std::memcpy(room.data, octets.data(), size);
    octets.remove_prefix(size);
    reader.buffer().Commit(size);
    std::vector<std::pair<size_t, std::string_view>> messages;
    for (;;) {
      const auto item = reader.Next();
      if (!item.ok()) {
        shown.emplace_back(item.status().ToString());
        return shown;
      }
      if (!item->has_value()) break;
      const auto& [opcode, compressed, payload] = **item;
      shown.push_back(absl::StrCat(static_cast<int>(opcode), " "));
      if (IsControl(opcode)) {
        shown.back().append(payload);
      } else {
        messages.emplace_back(shown.size() - 1, payload);
      }
    }
    for (const auto& [i, payload] : messages) shown[i].append(payload);
    reader.buffer().Compact();
  }
  return shown;
}

std::vector<std::string> ReadAll(const std::vector<Frame>& frames,
                                 WebSocketSide side = WebSocketSide::kClient) {
  WebSocketReader reader({.side = side, .message_bytes_max = 1000});
  return ReadAll(reader, OctetsOf(frames, side), 100'000);
}

class WebSocketReaderTest : public testing::TestWithParam<WebSocketSide> {};

TEST_P(WebSocketReaderTest, MessagesAndControlFramesComeOutOfEveryChunking) {
  const std::string octets = OctetsOf(
      {
          {Opcode::kText, "one"},
          {Opcode::kBinary, std::string(9000, 'x')},
          {Opcode::kText, "fr", /*fin=*/false},
          {Opcode::kPing, "are you there"},
          {Opcode::kContinuation, "", /*fin=*/false},
          {Opcode::kContinuation, "agme", /*fin=*/false},
          {Opcode::kPong, "yes"},
          {Opcode::kContinuation, "nts"},
          {Opcode::kText, "", /*fin=*/false},
          {Opcode::kContinuation, std::string(20'000, 'y'), /*fin=*/false},
          {Opcode::kContinuation, ""},
          {Opcode::kText, ""},
          {Opcode::kClose, "\x03\xE8"},
      },
      GetParam());
  const std::vector<std::string> expected = {"1 one",
                                             "2 " + std::string(9000, 'x'),
                                             "9 are you there",
                                             "10 yes",
                                             "1 fragments",
                                             "1 " + std::string(20'000, 'y'),
                                             "1 ",
                                             "8 \x03\xE8"};
  for (const size_t chunk : {1, 2, 3, 4, 5, 6, 7, 100, 4096, 100'000}) {
    WebSocketReader reader({.side = GetParam(), .message_bytes_max = 20'000});
    EXPECT_EQ(ReadAll(reader, octets, chunk), expected) << chunk;
    EXPECT_FALSE(reader.cut());
  }
}

TEST_P(WebSocketReaderTest, ManySmallFragmentsMakeOneMessage) {
  std::vector<Frame> frames = {{Opcode::kText, "", /*fin=*/false}};
  std::string whole = "1 ";
  for (int i = 0; i < 50'000; ++i) {
    frames.push_back({Opcode::kContinuation, std::string(1, 'a' + i % 26),
                      /*fin=*/i == 49'999});
    whole.push_back(static_cast<char>('a' + i % 26));
  }
  WebSocketReader reader({.side = GetParam(), .message_bytes_max = 50'000});
  EXPECT_EQ(ReadAll(reader, OctetsOf(frames, GetParam()), 1000),
            std::vector<std::string>{whole});
}

INSTANTIATE_TEST_SUITE_P(Sides, WebSocketReaderTest,
                         testing::Values(WebSocketSide::kClient,
                                         WebSocketSide::kServer),
                         [](const auto& info) {
                           return info.param == WebSocketSide::kClient
                                      ? "Client"
                                      : "Server";
                         });

TEST(WebSocketReaderViolationTest, MessageOverTheLimitIsRefusedAtItsHeader) {
  WebSocketReader reader({.message_bytes_max = 1000});
  EXPECT_EQ(ReadAll(reader, std::string("\x81\x7E\x03\xE9", 4), 4).back(),
            "RESOURCE_EXHAUSTED: the peer sent a message over the limit of "
            "1000 octets");
}

TEST(WebSocketReaderViolationTest, FragmentsOverTheLimitAreRefused) {
  const auto read =
      ReadAll({{Opcode::kText, std::string(600, 'x'), /*fin=*/false},
               {Opcode::kContinuation, std::string(401, 'x')}});
  EXPECT_EQ(read.back(),
            "RESOURCE_EXHAUSTED: the peer sent a message over the limit of "
            "1000 octets");
}

TEST(WebSocketReaderViolationTest, ContinuationOfNothingIsRefused) {
  EXPECT_EQ(ReadAll({{Opcode::kContinuation, "x"}}).back(),
            "INVALID_ARGUMENT: a frame continues no message");
}

TEST(WebSocketReaderViolationTest, MessageInsideAnotherIsRefused) {
  EXPECT_EQ(ReadAll({{Opcode::kText, "x", /*fin=*/false}, {Opcode::kText, "y"}})
                .back(),
            "INVALID_ARGUMENT: a message begins inside another");
}

TEST(WebSocketReaderViolationTest, MaskMustBeTheClientsAlone) {
  WebSocketReader server(
      {.side = WebSocketSide::kServer, .message_bytes_max = 1000});
  EXPECT_EQ(
      ReadAll(server, OctetsOf({Opcode::kText, "x"}, WebSocketSide::kClient), 9)
          .back(),
      "INVALID_ARGUMENT: a client's frame is not masked");
  WebSocketReader client({.message_bytes_max = 1000});
  EXPECT_EQ(
      ReadAll(client, OctetsOf({Opcode::kText, "x"}, WebSocketSide::kServer), 9)
          .back(),
      "INVALID_ARGUMENT: a router's frame is masked");
}

TEST(WebSocketReaderViolationTest, CompressionIsRefusedUnlessAgreed) {
  const Frame frame{Opcode::kText, "x", /*fin=*/true, /*compressed=*/true};
  EXPECT_EQ(ReadAll({frame}).back(),
            "INVALID_ARGUMENT: a frame is compressed, which was not agreed");
  WebSocketReader agreed({.message_bytes_max = 1000, .compression = true});
  EXPECT_EQ(ReadAll(agreed, OctetsOf(frame, WebSocketSide::kClient), 9),
            std::vector<std::string>{"1 x"});
}

TEST(WebSocketReaderViolationTest, OnlyAFirstFragmentMayBeCompressed) {
  WebSocketReader reader({.message_bytes_max = 1000, .compression = true});
  const std::string octets =
      OctetsOf({{Opcode::kText, "x", /*fin=*/false},
                {Opcode::kContinuation, "y", /*fin=*/true,
                 /*compressed=*/true}},
               WebSocketSide::kClient);
  EXPECT_EQ(ReadAll(reader, octets, 100).back(),
            "INVALID_ARGUMENT: a frame is compressed, which was not agreed");
}

TEST(WebSocketReaderViolationTest, CutTellsThatAMessageIsUnfinished) {
  WebSocketReader in_frame({.message_bytes_max = 1000});
  ReadAll(in_frame, std::string("\x81\x05he", 4), 100);
  EXPECT_TRUE(in_frame.cut());
  WebSocketReader between_frames({.message_bytes_max = 1000});
  ReadAll(between_frames, std::string("\x01\x02he", 4), 100);
  EXPECT_TRUE(between_frames.cut());
}

}  // namespace
}  // namespace wampbridge::transport
