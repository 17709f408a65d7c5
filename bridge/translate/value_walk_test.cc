// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/value_walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "wamp/codec/value_builder.h"
#include "wamp/value.h"

namespace wampbridge::bridge {
namespace {

using ::testing::HasSubstr;

// Refuses every double, as JSON's writer does some.
class NoDoubles : public wamp::ValueBuilder {
 public:
  absl::Status Double(double) override {
    return absl::InvalidArgumentError("no doubles");
  }
};

wamp::Value Walked(const v1::Arguments& arguments) {
  wamp::ValueBuilder builder;
  const absl::Status status = WalkArgs(arguments, builder);
  EXPECT_TRUE(status.ok()) << status;
  return builder.Take();
}

TEST(ValueWalkTest, UnsignedThatFitsIsGivenAsSigned) {
  constexpr uint64_t kIntMax = std::numeric_limits<int64_t>::max();
  v1::Arguments arguments;
  for (const uint64_t value : {uint64_t{0}, uint64_t{1}, kIntMax}) {
    arguments.clear_args();
    arguments.add_args()->set_uint64_value(value);
    const wamp::Value walked = Walked(arguments);
    ASSERT_NE(walked.AsList()->front().AsInt(), nullptr) << value;
  }
  for (const uint64_t value :
       {kIntMax + 1, std::numeric_limits<uint64_t>::max()}) {
    arguments.clear_args();
    arguments.add_args()->set_uint64_value(value);
    EXPECT_EQ(Walked(arguments), wamp::Value(wamp::List{value}));
  }
}

TEST(ValueWalkTest, SignedReachesFromEndToEnd) {
  v1::Arguments arguments;
  wamp::List expected;
  for (const int64_t value :
       {int64_t{0}, int64_t{-1}, int64_t{1} << 53, -(int64_t{1} << 53),
        std::numeric_limits<int64_t>::min(),
        std::numeric_limits<int64_t>::max()}) {
    arguments.add_args()->set_int64_value(value);
    expected.emplace_back(value);
  }
  EXPECT_EQ(Walked(arguments), wamp::Value(expected));
}

TEST(ValueWalkTest, FaultOfTheSinkIsToldWithItsPath) {
  v1::Arguments arguments;
  v1::Value& order = (*arguments.mutable_kwargs())["an order"];
  v1::List& list = *order.mutable_list_value();
  list.add_items()->set_int64_value(1);
  (*list.add_items()->mutable_dict_value()->mutable_entries())["price"]
      .set_double_value(1);
  NoDoubles sink;
  EXPECT_EQ(WalkKwargs(arguments, sink),
            absl::InvalidArgumentError(
                "payload: kwargs[\"an order\"][1].price: no doubles"));
}

TEST(ValueWalkTest, NestedListsAndDictsCountAlike) {
  v1::Arguments arguments;
  v1::Value* value = &(*arguments.mutable_kwargs())["a"];
  for (int i = 0; i < 15; ++i) {
    value = value->mutable_list_value()->add_items();
    value = &(*value->mutable_dict_value()->mutable_entries())["b"];
  }
  value->set_null_value(v1::NULL_VALUE_UNSPECIFIED);
  wamp::ValueBuilder builder;
  EXPECT_TRUE(WalkKwargs(arguments, builder).ok());
  value->mutable_list_value();
  const absl::Status status = WalkKwargs(arguments, builder);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("kwargs.a[0].b[0].b[0].b"));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("31 lists and dicts inside one another"));
}

}  // namespace
}  // namespace wampbridge::bridge
