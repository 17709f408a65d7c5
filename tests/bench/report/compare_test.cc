// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/report/compare.h"

#include <gtest/gtest.h>

#include <memory>

namespace wampbridge::bench {
namespace {

// Gives these values of the CPU metric in turn.
Contender Giving(std::string name, std::vector<double> values) {
  auto next = std::make_shared<size_t>(0);
  return {std::move(name),
          [next, values](const WindowOptions&) -> absl::StatusOr<Sample> {
            return Sample{{kCpu, values[(*next)++ % values.size()]}};
          }};
}

Scenario Named(std::string name) {
  return {.name = std::move(name), .what = "words", .prepare = nullptr};
}

TEST(CompareTest, TheRatioIsToTheSumOfEachGroupsCheapest) {
  const Comparison comparison{
      .subject = Giving("subject", {12}),
      .yardsticks = {{Giving("dear", {100}), Giving("cheap", {4})},
                     {Giving("other", {2})}},
      .bars = {{kCpu, 1.5, 1.2}}};
  const Result result = Compare(Named("a"), comparison, {.repeats = 3});
  ASSERT_EQ(result.rows.size(), 1U);
  const Row& row = result.rows.front();
  EXPECT_EQ(row.against, "cheap + other");
  EXPECT_EQ(row.yardstick, 6);
  EXPECT_EQ(row.value, 2);
  EXPECT_FALSE(row.passed());
  EXPECT_EQ(result.samples.at("dear").size(), 3U);
}

TEST(CompareTest, RatiosAreTakenWithinEachRound) {
  const Comparison comparison{.subject = Giving("subject", {10, 30, 40}),
                              .yardsticks = {{Giving("other", {10, 30, 20})}},
                              .bars = {{kCpu, 1.5, 1.2}}};
  const Row row = Compare(Named("a"), comparison, {.repeats = 3}).rows.front();
  EXPECT_EQ(row.value, 1);
  EXPECT_EQ(row.least, 1);
  EXPECT_EQ(row.most, 2);
  EXPECT_TRUE(row.passed());
}

TEST(CompareTest, WithoutAYardstickTheBarIsForTheValueItself) {
  const Comparison comparison{.subject = Giving("subject", {40}),
                              .yardsticks = {},
                              .bars = {{kCpu, 32, 16}}};
  const Row row = Compare(Named("a"), comparison, {.repeats = 1}).rows.front();
  EXPECT_EQ(row.value, 40);
  EXPECT_FALSE(row.passed());
}

TEST(CompareTest, AContenderThatFailsIsNamed) {
  const Comparison comparison{
      .subject = {"subject",
                  [](const WindowOptions&) -> absl::StatusOr<Sample> {
                    return absl::UnavailableError("gone");
                  }},
      .yardsticks = {},
      .bars = {{kCpu, 32, 16}}};
  EXPECT_EQ(Compare(Named("a"), comparison, {.repeats = 1}).error,
            "UNAVAILABLE: subject: gone");
}

}  // namespace
}  // namespace wampbridge::bench
