// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/trace_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::Pair;

// The example of the specification.
constexpr char kExample[] =
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceContext, ExampleOfTheSpecificationIsReadAndSaidAgain) {
  const auto context = ParseTraceContext(kExample, "congo=t61rcWkgMzE");
  ASSERT_TRUE(context);
  EXPECT_TRUE(context->sampled);
  EXPECT_EQ(HexOf(context->trace), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(TraceparentOf(*context), kExample);
  EXPECT_THAT(EntriesOf(*context),
              ElementsAre(Pair("traceparent", kExample),
                          Pair("tracestate", "congo=t61rcWkgMzE")));
}

TEST(TraceContext, OnlyTheFirstFlagSaysSampled) {
  std::string text = kExample;
  text.replace(53, 2, "00");
  EXPECT_FALSE(ParseTraceContext(text, "")->sampled);
  text.replace(53, 2, "fe");
  EXPECT_FALSE(ParseTraceContext(text, "")->sampled);
  text.replace(53, 2, "03");
  EXPECT_TRUE(ParseTraceContext(text, "")->sampled);
}

TEST(TraceContext, LaterVersionMayHaveMore) {
  std::string text = kExample;
  text[1] = '1';
  EXPECT_TRUE(ParseTraceContext(text, ""));
  EXPECT_TRUE(ParseTraceContext(text + "-what-comes", ""));
  EXPECT_FALSE(ParseTraceContext(text + "what-comes", ""));
}

TEST(TraceContext, WhatIsNoneIsRefused) {
  const std::string zeros(32, '0');
  for (const std::string& text : {
           std::string(),
           std::string("00"),
           std::string(kExample).substr(0, 54),
           std::string(kExample) + "-more",
           "ff" + std::string(kExample).substr(2),
           "00-" + zeros + "-00f067aa0ba902b7-01",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-" + zeros.substr(16) + "-01",
           std::string("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-"
                       "01"),
           std::string("00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-"
                       "01"),
           std::string("00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-"
                       "01"),
       }) {
    EXPECT_FALSE(ParseTraceContext(text, "")) << text;
  }
}

TEST(TraceContext, StateThatCannotBePassedOnIsLeftOut) {
  EXPECT_EQ(ParseTraceContext(kExample, std::string(512, 'a'))->state.size(),
            512);
  EXPECT_EQ(ParseTraceContext(kExample, std::string(513, 'a'))->state, "");
  EXPECT_EQ(ParseTraceContext(kExample, "a=\n")->state, "");
  EXPECT_EQ(EntriesOf(*ParseTraceContext(kExample, "")).size(), 1);
}

}  // namespace
}  // namespace wampbridge::bridge
