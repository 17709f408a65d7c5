// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/tracking_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/translate/null_sink.h"
#include "wamp/codec/value_builder.h"
#include "wamp/value.h"

namespace wampbridge::bridge {
namespace {

using ::testing::HasSubstr;
using Duplicates = TrackingSink::DuplicateKeys;
using Root = TrackingSink::Root;

// Refuses what JSON's writer might.
class NoText : public NullSink {
 public:
  absl::Status String(std::string_view) override {
    return absl::InvalidArgumentError("no text");
  }
  absl::Status Key(std::string_view key) override {
    return key == "bad" ? absl::InvalidArgumentError("bad key")
                        : absl::OkStatus();
  }
};

TEST(TrackingSinkTest, PassesEverythingOn) {
  wamp::ValueBuilder builder;
  TrackingSink sink(Root::kKwargs, builder, Duplicates::kRefuse);
  EXPECT_TRUE(sink.BeginDict(2).ok());
  EXPECT_TRUE(sink.Key("a").ok());
  EXPECT_TRUE(sink.BeginList({}).ok());
  EXPECT_TRUE(sink.Null().ok());
  EXPECT_TRUE(sink.Bool(true).ok());
  EXPECT_TRUE(sink.Int(-1).ok());
  EXPECT_TRUE(sink.Uint(uint64_t{1} << 63).ok());
  EXPECT_TRUE(sink.Double(0.5).ok());
  EXPECT_TRUE(sink.EndList().ok());
  EXPECT_TRUE(sink.Key("b").ok());
  EXPECT_TRUE(sink.String("t").ok());
  EXPECT_TRUE(sink.Key("c").ok());
  EXPECT_TRUE(sink.Bytes("\xFF").ok());
  EXPECT_TRUE(sink.EndDict().ok());
  EXPECT_EQ(builder.Take(),
            wamp::Value(wamp::Dict{{"a", wamp::List{wamp::Value(), true, -1,
                                                    uint64_t{1} << 63, 0.5}},
                                   {"b", "t"},
                                   {"c", wamp::Bytes{"\xFF"}}}));
  EXPECT_EQ(sink.size(), 3u);
  EXPECT_FALSE(sink.failed());
}

TEST(TrackingSinkTest, PathIsWhereTheNextValueStands) {
  NullSink nothing;
  TrackingSink sink(Root::kArgs, nothing, Duplicates::kPass);
  EXPECT_EQ(sink.path(), "args");
  EXPECT_TRUE(sink.BeginList({}).ok());
  EXPECT_EQ(sink.path(), "args[0]");
  EXPECT_TRUE(sink.Int(1).ok());
  EXPECT_EQ(sink.path(), "args[1]");
  EXPECT_TRUE(sink.BeginDict({}).ok());
  EXPECT_EQ(sink.path(), "args[1]");
  EXPECT_TRUE(sink.Key("k").ok());
  EXPECT_EQ(sink.path(), "args[1].k");
  EXPECT_TRUE(sink.BeginList({}).ok());
  EXPECT_EQ(sink.path(), "args[1].k[0]");
  EXPECT_TRUE(sink.EndList().ok());
  EXPECT_EQ(sink.path(), "args[1]");
  EXPECT_TRUE(sink.EndDict().ok());
  EXPECT_EQ(sink.path(), "args[2]");
}

TEST(TrackingSinkTest, FaultOfTheTargetIsToldWithItsPath) {
  NoText target;
  TrackingSink sink(Root::kKwargs, target, Duplicates::kPass);
  EXPECT_TRUE(sink.BeginDict({}).ok());
  EXPECT_TRUE(sink.Key("a b").ok());
  EXPECT_EQ(sink.String("x"),
            absl::InvalidArgumentError("payload: kwargs[\"a b\"]: no text"));
  EXPECT_TRUE(sink.failed());
  EXPECT_EQ(sink.Key("bad"),
            absl::InvalidArgumentError("payload: kwargs.bad: bad key"));
}

TEST(TrackingSinkTest, RootMustBeWhatItIsFor) {
  NullSink nothing;
  const absl::Status no_list =
      absl::InvalidArgumentError("payload: args: must be a list");
  const absl::Status no_dict =
      absl::InvalidArgumentError("payload: kwargs: must be a dict");
  TrackingSink args(Root::kArgs, nothing, Duplicates::kPass);
  EXPECT_EQ(args.Int(1), no_list);
  EXPECT_EQ(args.Null(), no_list);
  EXPECT_EQ(args.BeginDict({}), no_list);
  TrackingSink kwargs(Root::kKwargs, nothing, Duplicates::kPass);
  EXPECT_EQ(kwargs.String("x"), no_dict);
  EXPECT_EQ(kwargs.BeginList({}), no_dict);
}

TEST(TrackingSinkTest, KeyThatComesTwiceIsRefusedIfThatMatters) {
  NullSink nothing;
  for (const Duplicates duplicates : {Duplicates::kRefuse, Duplicates::kPass}) {
    TrackingSink sink(Root::kKwargs, nothing, duplicates);
    EXPECT_TRUE(sink.BeginDict({}).ok());
    EXPECT_TRUE(sink.Key("a").ok());
    EXPECT_TRUE(sink.BeginDict({}).ok());
    EXPECT_TRUE(sink.Key("a").ok());
    EXPECT_TRUE(sink.Null().ok());
    EXPECT_TRUE(sink.EndDict().ok());
    const absl::Status again = sink.Key("a");
    if (duplicates == Duplicates::kPass) {
      EXPECT_TRUE(again.ok());
    } else {
      EXPECT_EQ(again, absl::InvalidArgumentError(
                           "payload: kwargs.a: the key is there twice"));
    }
  }
}

TEST(TrackingSinkTest, NestingIsBounded) {
  NullSink nothing;
  TrackingSink sink(Root::kArgs, nothing, Duplicates::kPass);
  EXPECT_TRUE(sink.BeginList({}).ok());
  for (int i = 0; i < 64; ++i) EXPECT_TRUE(sink.BeginList({}).ok()) << i;
  EXPECT_TRUE(sink.Int(1).ok());
  const absl::Status deeper = sink.BeginDict({});
  EXPECT_THAT(std::string(deeper.message()),
              HasSubstr("65 lists and dicts inside one another, the limit is "
                        "64"));
  EXPECT_TRUE(sink.failed());
}

}  // namespace
}  // namespace wampbridge::bridge
