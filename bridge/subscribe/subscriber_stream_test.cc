// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/subscriber_stream.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/errors/failures.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kArgs[] = "[1]";

class SubscriberStreamTest : public testing::Test {
 protected:
  using Begin = SubscriberStream::Options::Begin;

  void Start(EventQueue::Limits limits = {}, Begin begin = Begin::kLive) {
    SubscriberStream::Options options;
    options.begin = begin;
    for (const char* uri : {"a", "b"}) {
      v1::Topic topic;
      topic.set_uri(uri);
      topic.set_match(v1::MATCH_EXACT);
      options.topics.push_back(topic);
    }
    options.queue = limits;
    options.gap_counters = &counters_;
    options.frame_bytes_max = 200;
    stream_ = std::make_unique<SubscriberStream>(
        std::move(options), [this] { ++ready_; }, [this] { ++history_taken_; });
  }

  void Whole(const std::optional<EventSink::SessionGap>& gap = std::nullopt) {
    stream_->OnWhole({7}, {{0, {50}}, {1, {51}}}, gap);
  }

  void Event(uint64_t publication, std::string_view args = kArgs) {
    const wamp::Event event = {{50}, {publication}, {}, {args, ""}};
    const MetadataCarriage metadata;
    SharedEvent shared(
        event,
        {.serializer = wamp::Serializer::kJson,
         .subscribed = "a",
         .received_at = absl::FromUnixSeconds(static_cast<int>(publication)),
         .metadata = metadata});
    stream_->OnEvent(0, shared);
  }

  // Past events by topic "a".
  EventSink::Room History(const std::vector<uint64_t>& publications,
                          std::string_view args = kArgs) {
    std::vector<wamp::Event> events;
    events.reserve(publications.size());
    for (const uint64_t publication : publications) {
      events.push_back({{50}, {publication}, {}, {args, ""}});
    }
    const MetadataCarriage metadata;
    const SharedEvent::Origin origin{.serializer = wamp::Serializer::kJson,
                                     .subscribed = "a",
                                     .received_at = absl::FromUnixSeconds(1),
                                     .metadata = metadata};
    std::vector<SharedEvent> shared;
    shared.reserve(events.size());
    for (const wamp::Event& event : events) shared.emplace_back(event, origin);
    return stream_->OnHistory(0, shared);
  }

  // What can be taken, a word or two each.
  std::vector<std::string> Take() {
    std::vector<std::string> lines;
    for (;;) {
      auto taken = stream_->Take();
      if (std::holds_alternative<SubscriberStream::Nothing>(taken)) break;
      if (auto* end = std::get_if<SubscriberStream::End>(&taken)) {
        lines.push_back(absl::StrCat("end ", end->failure.code));
      } else {
        lines.push_back(Describe(*std::get<EventQueue::Frame>(taken)));
      }
    }
    return lines;
  }

  static std::string Describe(const std::string& octets) {
    v1::SubscribeResponse frame;
    EXPECT_TRUE(frame.ParseFromString(octets));
    if (frame.has_event()) {
      return absl::StrCat("event ", frame.event().publication_id(), " ",
                          frame.event().topic());
    }
    if (frame.has_subscribed()) {
      return absl::StrCat("subscribed ", frame.subscribed().topic(), " ",
                          frame.subscribed().subscription_id(), " ",
                          frame.subscribed().session_id());
    }
    if (frame.has_gap()) {
      std::vector<std::string> topics;
      for (const auto& topic : frame.gap().topics()) {
        topics.push_back(topic.uri());
      }
      return absl::StrCat(
          v1::GapReason_Name(frame.gap().reason()), " ",
          frame.gap().has_dropped() ? absl::StrCat(frame.gap().dropped()) : "?",
          " ", frame.gap().from().seconds(), "-", frame.gap().to().seconds(),
          " ", absl::StrJoin(topics, ","));
    }
    if (frame.has_interrupted()) {
      return absl::StrCat("interrupted ", frame.interrupted().since().seconds(),
                          " ", frame.interrupted().reason());
    }
    if (frame.has_caught_up()) return "caught up";
    return absl::StrCat("unsubscribed ", frame.unsubscribed().topic(), " ",
                        frame.unsubscribed().reason());
  }

  int ready_ = 0;
  int history_taken_ = 0;
  GapCounters counters_;
  std::unique_ptr<SubscriberStream> stream_;
};

TEST_F(SubscriberStreamTest, SubscribedComesBeforeEventsThatCameEarlier) {
  Start();
  Event(1);
  EXPECT_THAT(Take(), IsEmpty());
  Whole();
  EXPECT_THAT(Take(), ElementsAre("subscribed a 50 7", "subscribed b 51 7",
                                  "event 1 a"));
}

TEST_F(SubscriberStreamTest, EventTooLargeForGrpcIsAGapAndTheStreamGoesOn) {
  Start();
  Whole();
  Event(1, "[\"" + std::string(200, 'x') + "\"]");
  Event(2);
  EXPECT_THAT(Take(),
              ElementsAre("subscribed a 50 7", "subscribed b 51 7",
                          "GAP_REASON_UNDELIVERABLE 1 1-1 a", "event 2 a"));
}

TEST_F(SubscriberStreamTest, LostSessionIsInterruptedThenGapThenSubscribed) {
  Start();
  Whole();
  Event(1);
  const absl::Time heard = absl::FromUnixSeconds(5);
  stream_->OnSessionLost();
  stream_->OnInterrupted("gone", heard);
  EXPECT_EQ(stream_->interrupted_since(), heard);
  Event(2);  // of a session that is lost before the stream is whole
  stream_->OnSessionLost();
  Event(3);
  Whole(EventSink::SessionGap{"gone", heard, absl::FromUnixSeconds(9)});
  EXPECT_EQ(stream_->interrupted_since(), std::nullopt);
  EXPECT_THAT(
      Take(),
      ElementsAre("subscribed a 50 7", "subscribed b 51 7", "event 1 a",
                  "interrupted 5 gone", "GAP_REASON_SESSION_LOST ? 5-9 a,b",
                  "subscribed a 50 7", "subscribed b 51 7", "event 3 a"));
}

TEST_F(SubscriberStreamTest, OverflowWithFailEndsAfterWhatIsQueued) {
  Start({2, 1000, OverflowPolicy::kFail});
  Whole();
  Take();
  for (int i = 1; i <= 4; ++i) Event(i);
  EXPECT_TRUE(stream_->failing());
  EXPECT_THAT(Take(), ElementsAre("event 1 a", "event 2 a", "end 8"));
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(SubscriberStreamTest, OverflowWithDropOldestIsAGapWithACount) {
  Start({2, 1000, OverflowPolicy::kDropOldest});
  Whole();
  Take();
  for (int i = 1; i <= 5; ++i) Event(i);
  // Whether the client ever reads that or not.
  EXPECT_EQ(counters_.dropped, 3u);
  EXPECT_EQ(counters_.overflow, 0u);
  EXPECT_THAT(Take(), ElementsAre("GAP_REASON_OVERFLOW 3 1-3 a", "event 4 a",
                                  "event 5 a"));
  EXPECT_EQ(counters_.dropped, 3u);
  EXPECT_EQ(counters_.overflow, 1u);
  EXPECT_FALSE(stream_->failing());
}

TEST_F(SubscriberStreamTest, EventThatDoesNotFitItsFormIsAGapInItsPlace) {
  Start();
  Whole();
  Take();
  Event(1);
  Event(2, std::string(40, '[') + std::string(40, ']'));
  Event(3);
  EXPECT_THAT(Take(),
              ElementsAre("event 1 a", "GAP_REASON_UNDELIVERABLE 1 2-2 a",
                          "event 3 a"));
}

TEST_F(SubscriberStreamTest, RevocationAndEndAreTold) {
  Start();
  Whole();
  Take();
  stream_->OnUnsubscribed(1, "maintenance");
  stream_->OnEnd(NotSent(grpc::StatusCode::FAILED_PRECONDITION, "none left"));
  Event(1);  // too late
  EXPECT_THAT(Take(), ElementsAre("unsubscribed b maintenance", "end 9"));
}

TEST_F(SubscriberStreamTest, ReadyIsToldOnceUntilAllIsTaken) {
  Start();
  Whole();
  Event(1);
  EXPECT_EQ(ready_, 1);
  Take();
  Event(2);
  Event(3);
  EXPECT_EQ(ready_, 2);
}

TEST_F(SubscriberStreamTest, HistoryThenCaughtUpThenWhatCameMeanwhile) {
  Start({}, Begin::kHistory);
  Whole();
  Event(4);
  EXPECT_THAT(Take(), ElementsAre("subscribed a 50 7", "subscribed b 51 7"));
  // The fourth is held as a live one already.
  EXPECT_EQ(History({2, 3, 4}), EventSink::Room::kLater);
  Event(5);
  EXPECT_THAT(Take(), ElementsAre("event 2 a", "event 3 a"));
  EXPECT_EQ(history_taken_, 1);
  stream_->OnCaughtUp();
  EXPECT_THAT(Take(), ElementsAre("caught up", "event 4 a", "event 5 a"));
  Event(6);
  EXPECT_THAT(Take(), ElementsAre("event 6 a"));
}

TEST_F(SubscriberStreamTest, HistoryOfNothingHasRoomAtOnce) {
  Start({}, Begin::kHistory);
  Whole();
  Event(1);
  EXPECT_EQ(History({}), EventSink::Room::kNow);
  EXPECT_EQ(History({1}), EventSink::Room::kNow);
  EXPECT_EQ(history_taken_, 0);
}

TEST_F(SubscriberStreamTest, HistoryDoesNotCountAgainstTheQueue) {
  Start({.events_max = 2}, Begin::kHistory);
  Whole();
  Take();
  History({1, 2, 3, 4, 5});
  Event(6);
  Event(7);
  EXPECT_FALSE(stream_->failing());
  Event(8);
  EXPECT_TRUE(stream_->failing());
}

TEST_F(SubscriberStreamTest, PastEventThatCannotBeGivenIsAGapInItsPlace) {
  Start({}, Begin::kHistory);
  Whole();
  Take();
  History({1});
  History({2}, "[\"" + std::string(200, 'x') + "\"]");
  History({3});
  EXPECT_THAT(Take(),
              ElementsAre("event 1 a", "GAP_REASON_UNDELIVERABLE 1 1-1 a",
                          "event 3 a"));
}

TEST_F(SubscriberStreamTest, SessionLostWhileCatchingUpKeepsPastEventsOnly) {
  Start({}, Begin::kHistory);
  Whole();
  Take();
  History({1});
  Event(2);
  stream_->OnSessionLost();
  stream_->OnInterrupted("gone", absl::FromUnixSeconds(9));
  Whole(EventSink::SessionGap{"gone", absl::FromUnixSeconds(9),
                              absl::FromUnixSeconds(10)});
  Event(3);
  stream_->OnCaughtUp();
  EXPECT_THAT(Take(), ElementsAre("event 1 a", "interrupted 9 gone",
                                  "GAP_REASON_SESSION_LOST ? 9-10 a,b",
                                  "subscribed a 50 7", "subscribed b 51 7",
                                  "caught up", "event 3 a"));
}

TEST_F(SubscriberStreamTest, AnotherSessionTakesOverInTheMiddleOfEvents) {
  Start();
  Whole();
  Event(1);
  stream_->OnWhole({8}, {{0, {60}}, {1, {61}}}, std::nullopt);
  Event(2);
  EXPECT_THAT(Take(), ElementsAre("subscribed a 50 7", "subscribed b 51 7",
                                  "event 1 a", "subscribed a 60 8",
                                  "subscribed b 61 8", "event 2 a"));
}

}  // namespace
}  // namespace wampbridge::bridge
