// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/proto_sink.h"

#include <gmock/gmock.h>
#include <google/protobuf/arena.h>
#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

using ::testing::HasSubstr;

TEST(ProtoSinkTest, BuildsInPlace) {
  v1::Arguments arguments;
  ProtoSink sink("kwargs", arguments.mutable_kwargs());
  EXPECT_TRUE(sink.BeginDict({}).ok());
  EXPECT_TRUE(sink.Key("list").ok());
  EXPECT_TRUE(sink.BeginList({}).ok());
  EXPECT_TRUE(sink.Null().ok());
  EXPECT_TRUE(sink.BeginDict({}).ok());
  EXPECT_TRUE(sink.Key("b").ok());
  EXPECT_TRUE(sink.Bytes("\xFF").ok());
  EXPECT_TRUE(sink.EndDict().ok());
  EXPECT_TRUE(sink.EndList().ok());
  EXPECT_TRUE(sink.Key("text").ok());
  EXPECT_TRUE(sink.String("t").ok());
  EXPECT_TRUE(sink.EndDict().ok());

  const auto& list = arguments.kwargs().at("list").list_value();
  ASSERT_EQ(list.items_size(), 2);
  EXPECT_EQ(list.items(0).kind_case(), v1::Value::kNullValue);
  EXPECT_EQ(list.items(1).dict_value().entries().at("b").bytes_value(), "\xFF");
  EXPECT_EQ(arguments.kwargs().at("text").string_value(), "t");
}

TEST(ProtoSinkTest, PathIsWhereTheNextValueGoes) {
  v1::Arguments arguments;
  ProtoSink sink("args", arguments.mutable_args());
  EXPECT_EQ(sink.path(), "args");
  EXPECT_TRUE(sink.BeginList({}).ok());
  EXPECT_EQ(sink.path(), "args[0]");
  EXPECT_TRUE(sink.Int(1).ok());
  EXPECT_EQ(sink.path(), "args[1]");
  EXPECT_TRUE(sink.BeginDict({}).ok());
  EXPECT_TRUE(sink.Key("k").ok());
  EXPECT_EQ(sink.path(), "args[1].k");
  EXPECT_TRUE(sink.BeginList({}).ok());
  EXPECT_TRUE(sink.Int(1).ok());
  EXPECT_EQ(sink.path(), "args[1].k[1]");
  EXPECT_TRUE(sink.EndList().ok());
  EXPECT_TRUE(sink.EndDict().ok());
  EXPECT_EQ(sink.path(), "args[2]");
}

TEST(ProtoSinkTest, RootMustBeWhatItIsFor) {
  v1::Arguments arguments;
  ProtoSink args("args", arguments.mutable_args());
  EXPECT_EQ(args.Int(1),
            absl::InvalidArgumentError("payload: args: must be a list"));
  EXPECT_TRUE(args.failed());
  EXPECT_FALSE(args.BeginDict({}).ok());
  ProtoSink kwargs("kwargs", arguments.mutable_kwargs());
  EXPECT_EQ(kwargs.BeginList({}),
            absl::InvalidArgumentError("payload: kwargs: must be a dict"));
}

TEST(ProtoSinkTest, KeyThatComesTwiceIsReplaced) {
  v1::Arguments arguments;
  ProtoSink sink("kwargs", arguments.mutable_kwargs());
  EXPECT_TRUE(sink.BeginDict({}).ok());
  for (const int64_t number : {1, 2}) {
    EXPECT_TRUE(sink.Key("a").ok());
    EXPECT_TRUE(sink.BeginDict({}).ok());
    EXPECT_TRUE(sink.Key(number == 1 ? "first" : "second").ok());
    EXPECT_TRUE(sink.Int(number).ok());
    EXPECT_TRUE(sink.EndDict().ok());
  }
  EXPECT_TRUE(sink.EndDict().ok());
  const auto& entries = arguments.kwargs().at("a").dict_value().entries();
  EXPECT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries.at("second").int64_value(), 2);
}

TEST(ProtoSinkTest, NestingIsBounded) {
  v1::Arguments arguments;
  ProtoSink sink("args", arguments.mutable_args());
  EXPECT_TRUE(sink.BeginList({}).ok());
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(sink.BeginList({}).ok()) << i;
  EXPECT_TRUE(sink.Int(1).ok());
  const absl::Status deeper = sink.BeginList({});
  EXPECT_THAT(std::string(deeper.message()), HasSubstr("args[0][0]"));
  EXPECT_THAT(std::string(deeper.message()),
              HasSubstr("31 lists and dicts inside one another, the limit is "
                        "30"));
  EXPECT_TRUE(sink.failed());
}

}  // namespace
}  // namespace wampbridge::bridge
