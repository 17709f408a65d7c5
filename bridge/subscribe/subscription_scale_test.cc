// SPDX-License-Identifier: Apache-2.0
// Many streams on one topic, and one stream with many topics, from the router's
// messages to serialised frames.
#include "absl/container/flat_hash_set.h"
#include "bridge/subscribe/subscriber_stream.h"
#include "bridge/subscribe/subscription_hub_fixture.h"
#include "gmock/gmock.h"

namespace wampbridge::bridge {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using wamp::MessageType;
using Stream = SubscriberStream;

constexpr size_t kStreams = 10'000;
constexpr size_t kTopics = 1'000;

class SubscriptionScaleTest : public SubscriptionHubTest {
 protected:
  std::shared_ptr<Stream> Open(size_t topics, EventQueue::Limits queue = {}) {
    Stream::Options options;
    options.queue = queue;
    SubscriptionHub::Wish wish;
    wish.gate = [](const auto&) { return absl::OkStatus(); };
    for (size_t i = 0; i < topics; ++i) {
      options.topics.emplace_back().set_uri(absl::StrCat("com.topic", i));
      wish.topics.push_back(Topic(absl::StrCat("com.topic", i)));
    }
    auto stream = std::make_shared<Stream>(
        std::move(options), [] {}, [] {});
    hub_.Subscribe(std::move(wish), stream);
    return stream;
  }

  std::vector<std::shared_ptr<Stream>> OpenAll(EventQueue::Limits queue = {}) {
    std::vector<std::shared_ptr<Stream>> streams;
    streams.reserve(kStreams);
    for (size_t i = 0; i < kStreams; ++i) streams.push_back(Open(1, queue));
    loop_.RunPosted(kStreams);
    return streams;
  }

  static std::vector<EventQueue::Frame> TakeAll(Stream& stream) {
    std::vector<EventQueue::Frame> frames;
    for (;;) {
      auto taken = stream.Take();
      auto* frame = std::get_if<EventQueue::Frame>(&taken);
      if (frame == nullptr) return frames;
      frames.push_back(std::move(*frame));
    }
  }
};

TEST_F(SubscriptionScaleTest, TenThousandStreamsShareSubscriptionAndOctets) {
  const auto connection = Join(7);
  const auto streams = OpenAll();
  EXPECT_EQ(AcceptAll(*connection, 50), 1u);
  for (uint64_t i = 1; i <= 3; ++i) Event(50, i, {}, "[1]");
  absl::flat_hash_set<EventQueue::Frame> octets;
  for (const auto& stream : streams) {
    const auto frames = TakeAll(*stream);
    ASSERT_THAT(frames, SizeIs(4));  // subscribed, three events
    octets.insert(frames.begin() + 1, frames.end());
  }
  EXPECT_THAT(octets, SizeIs(3));
  for (const auto& stream : streams) hub_.Unsubscribe(stream);
  loop_.RunPosted(kStreams);
  const auto leaving = connection->TakeRequests();
  ASSERT_THAT(leaving, SizeIs(1));
  EXPECT_EQ(leaving[0].type, MessageType::kUnsubscribe);
}

TEST_F(SubscriptionScaleTest, TenThousandStreamsComeBackWithOneSubscribe) {
  auto connection = Join(7);
  const auto streams = OpenAll();
  AcceptAll(*connection, 50);
  for (const auto& stream : streams) TakeAll(*stream);
  Lose(*connection, 90);
  connection = Join(8);
  EXPECT_EQ(AcceptAll(*connection, 60), 1u);
  for (const auto& stream : streams) {
    ASSERT_THAT(TakeAll(*stream), SizeIs(3));  // interrupted, gap, subscribed
  }
}

TEST_F(SubscriptionScaleTest, TenThousandStreamsMoveTogether) {
  const auto before = Join(7);
  const auto streams = OpenAll();
  AcceptAll(*before, 50);
  for (const auto& stream : streams) TakeAll(*stream);
  const auto successor = JoinSuccessor(8);
  EXPECT_EQ(AcceptAll(*successor, 60), 1u);
  SuccessorEvent(60, 1, "[1]");
  // What the members say is posted, one each.
  while (loop_.RunPosted(kStreams) > 0) {
  }
  const auto leaving = before->TakeRequests();
  ASSERT_THAT(leaving, SizeIs(1));
  before->AnswerUnsubscribed(leaving[0].id);
  Run();
  EXPECT_EQ(moved_, Moved::kMoved);
  for (const auto& stream : streams) {
    ASSERT_THAT(TakeAll(*stream), SizeIs(2));  // subscribed, the event
  }
}

TEST_F(SubscriptionScaleTest, StreamsThatAreNotReadKeepWhatTheirQueueTakes) {
  const auto connection = Join(7);
  const EventQueue::Limits queue{.events_max = 2,
                                 .octets_max = 1 << 20,
                                 .policy = OverflowPolicy::kDropOldest};
  const auto streams = OpenAll(queue);
  AcceptAll(*connection, 50);
  for (uint64_t i = 1; i <= 20; ++i) Event(50, i, {}, "[1]");
  for (const auto& stream : streams) {
    ASSERT_EQ(stream->queued().events, 2u);
    ASSERT_THAT(TakeAll(*stream), SizeIs(4));  // subscribed, gap, two events
  }
}

TEST_F(SubscriptionScaleTest, ThousandTopicsOnOneStreamLiveAndComeBack) {
  auto connection = Join(7);
  const auto stream = Open(kTopics);
  Run();
  EXPECT_EQ(AcceptAll(*connection, 1), kTopics);
  EXPECT_THAT(TakeAll(*stream), SizeIs(kTopics));
  for (uint64_t id = 1; id <= kTopics; ++id) Event(id, id, {}, "[1]");
  EXPECT_THAT(TakeAll(*stream), SizeIs(kTopics));
  Lose(*connection, 90);
  connection = Join(8);
  EXPECT_EQ(AcceptAll(*connection, 5'001), kTopics);
  EXPECT_THAT(TakeAll(*stream), SizeIs(kTopics + 2));  // interrupted, gap
  Event(5'001, 1, {}, "[1]");
  EXPECT_THAT(TakeAll(*stream), SizeIs(1));
  hub_.Unsubscribe(stream);
  Run();
  EXPECT_THAT(connection->TakeRequests(), SizeIs(kTopics));
}

TEST_F(SubscriptionScaleTest, ThousandTopicsMoveWithoutAGap) {
  const auto before = Join(7);
  const auto stream = Open(kTopics);
  Run();
  AcceptAll(*before, 1);
  TakeAll(*stream);
  const auto successor = JoinSuccessor(8);
  EXPECT_EQ(AcceptAll(*successor, 5'001), kTopics);
  Run();
  for (uint64_t id = 1; id <= kTopics; ++id) {
    if (id % 2 == 0) Event(id, id, {}, "[1]");
    SuccessorEvent(5'000 + id, id, "[1]");
  }
  for (const auto& request : before->TakeRequests()) {
    before->AnswerUnsubscribed(request.id);
  }
  Run();
  EXPECT_EQ(moved_, Moved::kMoved);
  // Half of the events by each session, and a `subscribed` for each topic.
  EXPECT_THAT(TakeAll(*stream), SizeIs(2 * kTopics));
  EXPECT_THAT(TakeAll(*stream), IsEmpty());
}

}  // namespace
}  // namespace wampbridge::bridge
