// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/open_span.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace wampbridge::bridge {
namespace {

using Metadata = std::map<std::string, std::string>;
using testing::ElementsAre;
using testing::Pair;

constexpr char kSampled[] =
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr char kNotSampled[] =
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

class OpenSpanTest : public testing::Test {
 protected:
  std::shared_ptr<OpenSpan> Continue(Metadata& metadata) {
    return ContinueTrace(&tracer_, "EVENT", Span::Kind::kConsumer, metadata);
  }
  std::vector<Span> Recorded() { return queue_.Take(9, absl::ZeroDuration()); }

  SpanQueue queue_{10};
  Tracer tracer_{queue_, {.sample_ratio = 1}, [this] {
                   return absl::FromUnixSeconds(++time_);
                 }};
  int time_ = 0;
};

TEST_F(OpenSpanTest, MetadataSpeaksOfTheSpanFromThenOn) {
  Metadata metadata = {
      {"traceparent", kSampled}, {"tracestate", "a=b"}, {"tenant", "x"}};
  auto open = Continue(metadata);
  ASSERT_NE(open, nullptr);
  EXPECT_THAT(metadata,
              ElementsAre(Pair("tenant", "x"),
                          Pair("traceparent", TraceparentOf(open->context())),
                          Pair("tracestate", "a=b")));
  EXPECT_NE(metadata["traceparent"], kSampled);
}

TEST_F(OpenSpanTest, IsRecordedWhenItEnds) {
  Metadata metadata = {{"traceparent", kSampled}};
  auto open = Continue(metadata);
  open->Note("wamp.topic", "com.shop");
  open->Fail(std::string(1000, 'y'));
  EXPECT_TRUE(Recorded().empty());
  open = nullptr;
  const std::vector<Span> spans = Recorded();
  ASSERT_EQ(spans.size(), 1);
  EXPECT_EQ(spans[0].name, "EVENT");
  EXPECT_EQ(spans[0].kind, Span::Kind::kConsumer);
  EXPECT_EQ(spans[0].parent, ParseTraceContext(kSampled, "")->span);
  EXPECT_EQ(spans[0].start, absl::FromUnixSeconds(1));
  EXPECT_EQ(spans[0].end, absl::FromUnixSeconds(2));
  EXPECT_EQ(spans[0].error, std::string(Span::kTextOctetsMax, 'y'));
  EXPECT_EQ(spans[0].attributes.size(), 1);
}

TEST_F(OpenSpanTest, WhatIsNotToBeTracedStaysAsItIs) {
  for (Metadata metadata : {Metadata{}, Metadata{{"traceparent", kNotSampled}},
                            Metadata{{"traceparent", "nonsense"}}}) {
    const Metadata before = metadata;
    EXPECT_EQ(Continue(metadata), nullptr);
    EXPECT_EQ(metadata, before);
  }
  Metadata metadata = {{"traceparent", kSampled}};
  EXPECT_EQ(ContinueTrace(nullptr, "EVENT", Span::Kind::kConsumer, metadata),
            nullptr);
  EXPECT_EQ(metadata["traceparent"], kSampled);
}

}  // namespace
}  // namespace wampbridge::bridge
