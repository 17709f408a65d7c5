// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/history_query.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "wamp/message_codec.h"

namespace wampbridge::bridge {
namespace {

using Start = HistoryWish::Start;
using testing::HasSubstr;
using wamp::Serializer;

constexpr char kTwo[] =
    R"([{"timestamp":"2026-01-02T03:04:06.000Z","subscription":50,)"
    R"("publication":2,"details":{"topic":"com.x.a","retained":true},)"
    R"("args":[2],"kwargs":{"k":2}},)"
    R"({"timestamp":"2026-01-02T03:04:05.000Z","subscription":50,)"
    R"("publication":1,"details":{}}])";

std::string Call(const HistoryWish& wish,
                 HistoryForm form = HistoryForm::kSpecified) {
  const auto call = EncodeHistoryCall(Serializer::kJson, {50}, wish, form);
  EXPECT_TRUE(call.ok()) << call.status();
  std::string tail;
  wamp::AppendRequestTail(Serializer::kJson, *call, &tail);
  return tail;
}

absl::StatusOr<std::vector<wamp::Event>> Read(std::string_view args,
                                              HistoryWish wish = {}) {
  if (wish.limit == 0) wish.limit = 100;
  return ReadHistory(Serializer::kJson, {{1}, {}, {args, {}}}, {50}, wish);
}

std::string Publications(std::string_view args, const HistoryWish& wish = {}) {
  const auto events = Read(args, wish);
  EXPECT_TRUE(events.ok()) << events.status();
  return absl::StrJoin(*events, " ",
                       [](std::string* out, const wamp::Event& event) {
                         absl::StrAppend(out, event.publication.value);
                       });
}

std::string Records(const std::vector<int>& publications) {
  std::vector<std::string> records;
  records.reserve(publications.size());
  for (const int id : publications) {
    records.push_back(absl::StrCat(R"({"publication":)", id, "}"));
  }
  return absl::StrCat("[", absl::StrJoin(records, ","), "]");
}

TEST(HistoryCallTest, NewestComeFirstSoThatALimitKeepsThem) {
  EXPECT_EQ(Call({.limit = 5}), R"(,{},"wamp.subscription.get_events",[50],)"
                                R"({"reverse":true,"limit":5}])");
}

TEST(HistoryCallTest, BeginIsSaidByItsKeyword) {
  HistoryWish wish{.limit = 5,
                   .start = Start::kFromTime,
                   .time = absl::FromUnixMillis(1500),
                   .publication = 9};
  EXPECT_THAT(Call(wish),
              HasSubstr(R"("from_time":"1970-01-01T00:00:01.5+00:00"})"));
  wish.start = Start::kAfterTime;
  EXPECT_THAT(Call(wish),
              HasSubstr(R"("after_time":"1970-01-01T00:00:01.5+00:00"})"));
  wish.start = Start::kFromPublication;
  EXPECT_THAT(Call(wish), HasSubstr(R"("from_publication":9})"));
  wish.start = Start::kAfterPublication;
  EXPECT_THAT(Call(wish), HasSubstr(R"("after_publication":9})"));
}

TEST(HistoryCallTest, CrossbarTakesTheLimitAsAnArgument) {
  EXPECT_EQ(Call({.limit = 5}, HistoryForm::kCrossbar),
            R"(,{},"wamp.subscription.get_events",[50,5]])");
}

TEST(HistoryWishTest, RequestSaysWhereItBegins) {
  v1::SubscribeOptions options;
  EXPECT_FALSE(HistoryWishFor(options, 10).has_value());
  v1::History& history = *options.mutable_history();
  EXPECT_EQ(HistoryWishFor(options, 10)->limit, 10u);
  history.set_limit(3);
  EXPECT_EQ(HistoryWishFor(options, 10)->limit, 3u);
  EXPECT_EQ(HistoryWishFor(options, 10)->start, Start::kOldest);
  history.mutable_from_time()->set_seconds(253'402'300'799);
  EXPECT_EQ(HistoryWishFor(options, 10)->start, Start::kFromTime);
  EXPECT_EQ(HistoryWishFor(options, 10)->time,
            absl::FromUnixSeconds(253'402'300'799));
  history.mutable_after_time()->set_nanos(5);
  EXPECT_EQ(HistoryWishFor(options, 10)->start, Start::kAfterTime);
  EXPECT_EQ(HistoryWishFor(options, 10)->time, absl::FromUnixNanos(5));
  history.set_from_publication(7);
  EXPECT_EQ(HistoryWishFor(options, 10)->start, Start::kFromPublication);
  history.set_after_publication(8);
  EXPECT_EQ(HistoryWishFor(options, 10)->start, Start::kAfterPublication);
  EXPECT_EQ(HistoryWishFor(options, 10)->publication, 8u);
}

TEST(ReadHistoryTest, RecordsBecomeEventsOldestFirst) {
  // The specification's arguments, and frameworks' first argument.
  for (const std::string& args :
       {std::string(kTwo), absl::StrCat("[", kTwo, "]")}) {
    const auto events = Read(args);
    ASSERT_TRUE(events.ok()) << events.status();
    ASSERT_EQ(events->size(), 2u);
    const wamp::Event& first = events->at(0);
    EXPECT_EQ(first.publication.value, 1u);
    EXPECT_EQ(first.subscription.value, 50u);
    EXPECT_EQ(first.payload.args, "");
    EXPECT_EQ(first.details.TextAt("timestamp"), "2026-01-02T03:04:05+00:00");
    const wamp::Event& second = events->at(1);
    EXPECT_EQ(second.publication.value, 2u);
    EXPECT_EQ(second.payload.args, "[2]");
    EXPECT_EQ(second.payload.kwargs, R"({"k":2})");
    EXPECT_EQ(second.details.TextAt("topic"), "com.x.a");
    EXPECT_EQ(second.details.Find("retained"), nullptr);
  }
}

TEST(ReadHistoryTest, CrossbarsRecordsAreRead) {
  const auto events =
      Read(R"([[{"time_ns":1500000000,"realm":"r","session_id":3,"authid":"x",)"
           R"("authrole":"y","publication":4,"topic":"com.x.b","args":[1],)"
           R"("kwargs":null}]])");
  ASSERT_TRUE(events.ok()) << events.status();
  ASSERT_EQ(events->size(), 1u);
  const wamp::Event& event = events->front();
  EXPECT_EQ(event.payload.args, "[1]");
  EXPECT_EQ(event.payload.kwargs, "");
  EXPECT_EQ(event.details,
            (wamp::Dict{{"topic", "com.x.b"},
                        {"timestamp", "1970-01-01T00:00:01.5+00:00"}}));
}

TEST(ReadHistoryTest, EveryEventIsGivenOnce) {
  EXPECT_EQ(Publications(Records({3, 3, 2, 1, 1})), "1 2 3");
}

TEST(ReadHistoryTest, RouterThatGivesOldestFirstAllTheSameIsTold) {
  EXPECT_EQ(
      Publications(R"([{"publication":1,"timestamp":"2026-01-02T03:04:05Z"},)"
                   R"({"publication":2,"timestamp":"2026-01-02T03:04:06Z"}])"),
      "1 2");
}

TEST(ReadHistoryTest, NewestOfMoreThanTheLimitAreKept) {
  EXPECT_EQ(Publications(Records({4, 3, 2, 1}), {.limit = 2}), "3 4");
}

TEST(ReadHistoryTest, BeginIsHeldToWhereTheRouterDidNotLook) {
  const absl::Time first = absl::FromCivil(
      absl::CivilSecond(2026, 1, 2, 3, 4, 5), absl::UTCTimeZone());
  HistoryWish wish{
      .limit = 9, .start = Start::kFromTime, .time = first, .publication = 0};
  EXPECT_EQ(Publications(kTwo, wish), "1 2");
  wish.start = Start::kAfterTime;
  EXPECT_EQ(Publications(kTwo, wish), "2");
  wish.publication = 2;
  wish.start = Start::kFromPublication;
  EXPECT_EQ(Publications(Records({3, 2, 1}), wish), "2 3");
  wish.start = Start::kAfterPublication;
  EXPECT_EQ(Publications(Records({3, 2, 1}), wish), "3");
  // Older than what is left, or unknown.
  wish.publication = 17;
  EXPECT_EQ(Publications(Records({3, 2, 1}), wish), "1 2 3");
}

TEST(ReadHistoryTest, NothingIsAnEmptyHistory) {
  for (const char* args : {"", "[]", "[[]]"}) EXPECT_EQ(Publications(args), "");
}

TEST(ReadHistoryTest, AnythingElseIsSaid) {
  const std::string answer = "the answer of wamp.subscription.get_events ";
  EXPECT_EQ(Read("[1]").status(),
            absl::InternalError(answer + "is no list of events"));
  EXPECT_EQ(Read("[null]").status(),
            absl::InternalError(answer + "is no list of events"));
  EXPECT_EQ(Read("[[[]]]").status(),
            absl::InternalError(answer + "is no list of events"));
  for (const char* record :
       {"{}", R"({"publication":0})", R"({"publication":-1})",
        R"({"publication":"1"})", R"({"publication":9007199254740993})"}) {
    EXPECT_EQ(
        Read(absl::StrCat("[", record, "]")).status(),
        absl::InternalError(answer + "has an event without a publication id"));
  }
  EXPECT_THAT(
      std::string(Read("[{\"publication\":1,\"details\":{\"k\":\"\xff\"}}]")
                      .status()
                      .message()),
      HasSubstr(answer + "cannot be read: "));
}

TEST(ReadHistoryTest, BinarySerializersAreRead) {
  // [[{"publication": 1, "args": [2]}]]
  const std::string msgpack =
      "\x91\x91\x82\xabpublication\x01\xa4"
      "args\x91\x02";
  const auto events = ReadHistory(Serializer::kMsgpack,
                                  {{1}, {}, {msgpack, {}}}, {50}, {.limit = 9});
  ASSERT_TRUE(events.ok()) << events.status();
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->front().payload.args, "\x91\x02");
}

}  // namespace
}  // namespace wampbridge::bridge
