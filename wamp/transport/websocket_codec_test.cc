// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "wamp/transmit_buffer.h"

namespace wampbridge::transport {
namespace {

// Whose messages are to be written.
class Sender : public TransportOwner {
 public:
  void Send(std::string_view message) {
    buffer_.Begin()->append(message);
    buffer_.Commit();
  }

  std::mutex& mutex() override { return mutex_; }
  std::string_view PollTransmitLocked() override { return buffer_.Peek(); }
  void ConsumeTransmitLocked(size_t octets) override {
    buffer_.Consume(octets);
  }
  void OnMessages(std::span<const std::string_view>) override {}
  void OnTransportLost(const TransportLost&) override {}

 private:
  std::mutex mutex_;
  wamp::TransmitBuffer buffer_{wamp::Framing::kMessage};
};

void CountUp(void* data, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    static_cast<unsigned char*>(data)[i] = static_cast<unsigned char>(i + 1);
  }
}

WebSocketTerms TermsOf(WebSocketSide side) {
  return {.side = side,
          .serializer = wamp::Serializer::kJson,
          .message_bytes_max = 1 << 20,
          .random = CountUp};
}

// All that waits, as a socket that takes at most `step` octets at a time
// would get it.
std::string WriteAll(WebSocketCodec& codec, Sender& sender, size_t step) {
  std::string octets;
  for (;;) {
    const std::string_view next = codec.PollTransmitLocked(sender);
    if (next.empty()) return octets;
    const std::string_view part = next.substr(0, step);
    octets.append(part);
    codec.ConsumeTransmitLocked(sender, part.size());
  }
}

struct Read {
  std::vector<std::string> messages;
  std::vector<std::string> pings;
  std::string end;
  int farewell = -1;
};

Read ReadAll(WebSocketCodec& codec, std::string_view octets) {
  Read read;
  while (!octets.empty() && read.end.empty()) {
    const ReadBuffer::Room room = codec.buffer().Space();
    const size_t size = std::min(room.size, octets.size());
    std::memcpy(room.data, octets.data(), size);
    octets.remove_prefix(size);
    codec.buffer().Commit(size);
    FrameCodec::Taken taken;
    codec.Take(&taken);
    for (const auto& one : taken.messages) read.messages.emplace_back(one);
    for (const auto& one : taken.pings) read.pings.emplace_back(one);
    if (taken.end) read.end = std::string(taken.end->cause.message());
    if (taken.farewell) read.farewell = static_cast<int>(*taken.farewell);
    codec.buffer().Compact();
  }
  return read;
}

Read ReadAsClient(std::string_view octets) {
  WebSocketCodec client(TermsOf(WebSocketSide::kClient));
  return ReadAll(client, octets);
}

class WebSocketCodecTest
    : public testing::TestWithParam<std::tuple<WebSocketSide, bool>> {
 protected:
  WebSocketCodecTest() {
    WebSocketTerms ours = TermsOf(std::get<0>(GetParam()));
    WebSocketTerms theirs =
        TermsOf(ours.side == WebSocketSide::kClient ? WebSocketSide::kServer
                                                    : WebSocketSide::kClient);
    if (std::get<1>(GetParam())) {
      ours.deflate = DeflateTerms{};
      theirs.deflate = DeflateTerms{};
    }
    writer_.emplace(ours);
    reader_.emplace(theirs);
  }

  std::optional<WebSocketCodec> writer_;
  std::optional<WebSocketCodec> reader_;
};

TEST_P(WebSocketCodecTest, MessagesOfAnySizeAreReadByTheOtherSide) {
  std::vector<std::string> sent;
  Sender sender;
  for (const size_t size : {1, 125, 126, 65535, 65536, 65537, 1 << 20, 3}) {
    sent.emplace_back(size, static_cast<char>('a' + sent.size()));
    sender.Send(sent.back());
  }
  const Read read = ReadAll(*reader_, WriteAll(*writer_, sender, SIZE_MAX));
  EXPECT_TRUE(read.messages == sent);
  EXPECT_EQ(read.end, "");
}

TEST_P(WebSocketCodecTest, SocketThatTakesLittleGetsTheSameMessages) {
  std::vector<std::string> sent;
  Sender sender;
  for (const size_t size : {10, 70'000, 20, 5000}) {
    sent.emplace_back(size, static_cast<char>('a' + sent.size()));
    sender.Send(sent.back());
  }
  const Read read = ReadAll(*reader_, WriteAll(*writer_, sender, 999));
  EXPECT_TRUE(read.messages == sent);
}

TEST_P(WebSocketCodecTest, ControlFramesAreReadByTheOtherSide) {
  std::string octets;
  writer_->AppendPingLocked(&octets);
  writer_->AppendPongLocked("pong", &octets);
  writer_->AppendCloseLocked(WebSocketCloseCode::kNormal, &octets);
  const Read read = ReadAll(*reader_, octets);
  EXPECT_EQ(read.pings, std::vector<std::string>{""});
  EXPECT_EQ(read.end, "the peer closed the WebSocket with code 1000 (normal)");
  EXPECT_EQ(read.farewell, 1000);
}

TEST_P(WebSocketCodecTest, MessageIsNoPlaceForControlFramesUntilItsEnd) {
  Sender sender;
  EXPECT_FALSE(writer_->inside_message_locked());
  sender.Send(std::string(1000, 'x'));
  const size_t size = writer_->PollTransmitLocked(sender).size();
  EXPECT_TRUE(writer_->inside_message_locked());
  writer_->ConsumeTransmitLocked(sender, size);
  EXPECT_FALSE(writer_->inside_message_locked());
}

INSTANTIATE_TEST_SUITE_P(
    Sides, WebSocketCodecTest,
    testing::Combine(testing::Values(WebSocketSide::kClient,
                                     WebSocketSide::kServer),
                     testing::Bool()),
    [](const auto& info) {
      return std::string(std::get<0>(info.param) == WebSocketSide::kClient
                             ? "Client"
                             : "Server") +
             (std::get<1>(info.param) ? "Compressing" : "");
    });

TEST(WebSocketCodecMaskTest, ClientsMasksDiffer) {
  Sender sender;
  WebSocketCodec client(TermsOf(WebSocketSide::kClient));
  for (int i = 0; i < 100; ++i) sender.Send("x");
  const std::string octets = WriteAll(client, sender, SIZE_MAX);
  ASSERT_EQ(octets.size(), 700u);
  for (size_t i = 7; i < 64 * 7; i += 7) {
    EXPECT_NE(octets.substr(i, 7), octets.substr(i - 7, 7));
  }
}

TEST(WebSocketCodecEndTest, CloseWithoutACodeIsEchoedWithout) {
  const Read read = ReadAsClient(std::string("\x88\x00", 2));
  EXPECT_EQ(read.end, "the peer closed the WebSocket");
  EXPECT_EQ(read.farewell, 0);
}

TEST(WebSocketCodecEndTest, NothingAfterACloseIsTaken) {
  const Read read = ReadAsClient("\x81\x01x\x88\x02\x03\xE9\x81\x01y");
  EXPECT_EQ(read.messages, std::vector<std::string>{"x"});
}

TEST(WebSocketCodecEndTest, ViolationIsProtocolError) {
  const Read read = ReadAsClient("\x81\x01x\x83\x01x");
  EXPECT_EQ(read.messages, std::vector<std::string>{"x"});
  EXPECT_EQ(read.end,
            "the peer broke the WebSocket protocol: a frame begins with 0x83, "
            "which has no meaning");
  EXPECT_EQ(read.farewell, 1002);
}

TEST(WebSocketCodecEndTest, MessageOverTheLimitIsTooBig) {
  EXPECT_EQ(
      ReadAsClient(std::string("\x81\x7F\0\0\0\0\0\x10\0\x01", 10)).farewell,
      1009);
}

TEST(WebSocketCodecEndTest, MessageOfTheOtherKindIsUnsupportedData) {
  const Read read = ReadAsClient("\x82\x01x");
  EXPECT_EQ(read.end, "the peer sent a binary message, which json never is");
  EXPECT_EQ(read.farewell, 1003);
}

TEST(WebSocketCodecEndTest, BrokenCompressionIsBadPayload) {
  WebSocketTerms terms = TermsOf(WebSocketSide::kClient);
  terms.deflate = DeflateTerms{};
  WebSocketCodec client(terms);
  EXPECT_EQ(ReadAll(client, "\xC1\x02\xFF\xFF").farewell, 1007);
}

TEST(WebSocketCodecEndTest, EndWithoutACloseIsAnError) {
  WebSocketCodec client(TermsOf(WebSocketSide::kClient));
  EXPECT_EQ(client.HandleEnd().by, TransportLost::By::kError);
  EXPECT_EQ(client.HandleEnd().cause.message(),
            "the peer closed the connection");
  ReadAll(client, std::string("\x01\x01x", 3));
  EXPECT_EQ(client.HandleEnd().cause.message(),
            "the peer closed the connection in the middle of a message");
}

}  // namespace
}  // namespace wampbridge::transport
