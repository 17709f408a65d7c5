// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/otlp_request.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

namespace otlp = opentelemetry::proto;

Span Example() {
  Span span;
  span.name = "CALL";
  span.kind = Span::Kind::kClient;
  span.context = *ParseTraceContext(
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=b");
  span.parent = {1, 2, 3, 4, 5, 6, 7, 8};
  span.start = absl::FromUnixNanos(1'700'000'000'123'456'789);
  span.end = absl::FromUnixNanos(1'700'000'001'123'456'789);
  span.attributes = {{"wamp.realm", "realm1"},
                     {"wamp.request_id", int64_t{3}},
                     {"bad", "\xff"}};
  return span;
}

TEST(OtlpRequest, SaysWhoseSpansTheyAre) {
  const auto request = ToExportRequest(
      {Example()}, {.name = "bridge", .version = "1.2", .instance = "pod-1"});
  ASSERT_EQ(request.resource_spans_size(), 1);
  const auto& about = request.resource_spans(0).resource().attributes();
  ASSERT_EQ(about.size(), 3);
  EXPECT_EQ(about[0].key(), "service.name");
  EXPECT_EQ(about[0].value().string_value(), "bridge");
  EXPECT_EQ(about[2].value().string_value(), "pod-1");
}

TEST(OtlpRequest, SaysAllOfASpan) {
  const auto request = ToExportRequest({Example()}, {});
  const auto& span = request.resource_spans(0).scope_spans(0).spans(0);
  EXPECT_EQ(span.trace_id(),
            "\x4b\xf9\x2f\x35\x77\xb3\x4d\xa6\xa3\xce\x92\x9d\x0e\x0e\x47\x36");
  EXPECT_EQ(span.span_id().size(), 8);
  EXPECT_EQ(span.parent_span_id(), "\x01\x02\x03\x04\x05\x06\x07\x08");
  EXPECT_EQ(span.trace_state(), "a=b");
  EXPECT_EQ(span.kind(), otlp::trace::v1::Span::SPAN_KIND_CLIENT);
  EXPECT_EQ(span.start_time_unix_nano(), 1'700'000'000'123'456'789u);
  EXPECT_EQ(span.end_time_unix_nano(), 1'700'000'001'123'456'789u);
  ASSERT_EQ(span.attributes_size(), 3);
  EXPECT_EQ(span.attributes(1).value().int_value(), 3);
  EXPECT_EQ(span.attributes(2).value().string_value(), "?");
  EXPECT_FALSE(span.has_status());
}

TEST(OtlpRequest, SaysWhatFailedAndWhatHasNoParent) {
  Span root = Example();
  root.parent = {};
  root.error = "why";
  const auto request = ToExportRequest({root}, {});
  const auto& span = request.resource_spans(0).scope_spans(0).spans(0);
  EXPECT_TRUE(span.parent_span_id().empty());
  EXPECT_EQ(span.status().code(), otlp::trace::v1::Status::STATUS_CODE_ERROR);
  EXPECT_EQ(span.status().message(), "why");
}

}  // namespace
}  // namespace wampbridge::bridge
