// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/exposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

using testing::HasSubstr;

TEST(ExpositionTest, SamplesOfOneNameShareTheirHead) {
  Exposition page;
  const Exposition::Metric sessions{"wampbridge_sessions", "Sessions."};
  page.Gauge(sessions, {{"identity", "orders"}}, 2);
  page.Gauge(sessions, {{"identity", "reports"}}, 1);
  EXPECT_EQ(page.Text(),
            "# HELP wampbridge_sessions Sessions.\n"
            "# TYPE wampbridge_sessions gauge\n"
            "wampbridge_sessions{identity=\"orders\"} 2\n"
            "wampbridge_sessions{identity=\"reports\"} 1\n");
}

TEST(ExpositionTest, NamesAreInOrder) {
  Exposition page;
  page.Counter({"b_total", "B."}, {}, 1);
  page.Counter({"a_total", "A."}, {}, 1);
  EXPECT_LT(page.Text().find("a_total"), page.Text().find("b_total"));
}

TEST(ExpositionTest, LabelsAreEscaped) {
  Exposition page;
  page.Gauge({"x", "X."}, {{"name", "a\"b\\c\nd"}}, 1);
  EXPECT_THAT(page.Text(), HasSubstr(R"(x{name="a\"b\\c\nd"} 1)"));
}

TEST(ExpositionTest, HistogramBucketsAddUp) {
  LatencyHistogram took;
  took.Observe(absl::Microseconds(50));
  took.Observe(absl::Milliseconds(2));
  took.Observe(absl::Minutes(1));
  Exposition page;
  page.Histogram({"took_seconds", "Took."}, {{"part", "router"}}, took.Take());
  const std::string text = page.Text();
  EXPECT_THAT(
      text, HasSubstr("took_seconds_bucket{part=\"router\",le=\"0.0001\"} 1"));
  EXPECT_THAT(text,
              HasSubstr("took_seconds_bucket{part=\"router\",le=\"0.001\"} 1"));
  EXPECT_THAT(text,
              HasSubstr("took_seconds_bucket{part=\"router\",le=\"30\"} 2"));
  EXPECT_THAT(text,
              HasSubstr("took_seconds_bucket{part=\"router\",le=\"+Inf\"} 3"));
  EXPECT_THAT(text, HasSubstr("took_seconds_count{part=\"router\"} 3"));
}

}  // namespace
}  // namespace wampbridge::bridge
