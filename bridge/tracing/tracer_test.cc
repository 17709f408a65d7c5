// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/tracer.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace wampbridge::bridge {
namespace {

constexpr char kSampled[] =
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr char kNotSampled[] =
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

class TracerTest : public testing::Test {
 protected:
  SpanQueue queue_{10};
  Tracer tracer_{
      queue_, {.sample_ratio = 0}, [] { return absl::FromUnixSeconds(7); }};
};

TEST_F(TracerTest, SampledParentIsFollowedWhateverTheRatio) {
  const auto span = tracer_.Begin(kSampled, "a=b");
  ASSERT_TRUE(span);
  EXPECT_EQ(HexOf(span->context.trace), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(span->parent, ParseTraceContext(kSampled, "")->span);
  EXPECT_NE(span->context.span, span->parent);
  EXPECT_TRUE(span->context.sampled);
  EXPECT_EQ(span->context.state, "a=b");
  EXPECT_EQ(span->start, absl::FromUnixSeconds(7));
}

TEST_F(TracerTest, ParentThatIsNotSampledIsFollowedToo) {
  tracer_.SetSampleRatio(1);
  EXPECT_FALSE(tracer_.Begin(kNotSampled, ""));
}

TEST_F(TracerTest, WithoutAParentTheRatioDecides) {
  EXPECT_FALSE(tracer_.Begin("", ""));
  EXPECT_FALSE(tracer_.Begin("nonsense", ""));
  tracer_.SetSampleRatio(1);
  const auto span = tracer_.Begin("nonsense", "a=b");
  ASSERT_TRUE(span);
  EXPECT_EQ(span->parent, TraceContext::SpanId());
  EXPECT_NE(span->context.trace, TraceContext::TraceId());
  EXPECT_EQ(span->context.state, "");
}

TEST_F(TracerTest, SomeAreSampledInBetween) {
  tracer_.SetSampleRatio(0.5);
  std::set<std::string> traces;
  for (int i = 0; i < 200; ++i) {
    if (const auto span = tracer_.Begin("", "")) {
      traces.insert(HexOf(span->context.trace));
    }
  }
  // All or none of 200 would be less likely than 1 in 10 to the 59th.
  EXPECT_GT(traces.size(), 0);
  EXPECT_LT(traces.size(), 200);
}

TEST_F(TracerTest, SpanUnderAnotherIsOfItsTrace) {
  const Span parent = *tracer_.Begin(kSampled, "");
  const Span child = tracer_.BeginUnder(parent.context);
  EXPECT_EQ(child.context.trace, parent.context.trace);
  EXPECT_EQ(child.parent, parent.context.span);
}

TEST_F(TracerTest, RecordedSpansAreQueued) {
  tracer_.Record({*tracer_.Begin(kSampled, "")});
  EXPECT_EQ(queue_.Take(1, absl::ZeroDuration()).size(), 1);
}

}  // namespace
}  // namespace wampbridge::bridge
