// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/report/table.h"

#include <gtest/gtest.h>

#include "nlohmann/json.hpp"

namespace wampbridge::bench {
namespace {

Result Measured() {
  Result result{.scenario = "call/64B/64"};
  result.rows.push_back({.scenario = result.scenario,
                         .metric = kCpu,
                         .subject = 30,
                         .yardstick = 20,
                         .value = 1.5,
                         .least = 1.4,
                         .most = 1.6,
                         .bar = 1.5,
                         .aim = 1.2});
  result.samples["bridge"] = {{{kCpu, 30}}};
  return result;
}

TEST(TableTest, ARowTellsRatioSpreadBarAndWhetherItPassed) {
  const std::string line = TableLines(Measured());
  for (const char* word :
       {"call/64B/64", "30.0", "20.0", "1.50", "1.40-1.60", "pass"}) {
    EXPECT_NE(line.find(word), std::string::npos) << word << " in " << line;
  }
}

TEST(TableTest, AMissIsTold) {
  Result result = Measured();
  result.rows.front().value = 1.51;
  EXPECT_NE(TableLines(result).find("MISS"), std::string::npos);
}

TEST(TableTest, AScenarioThatFailedSaysWhy) {
  Result result{.scenario = "start"};
  result.error = "UNAVAILABLE: gone";
  EXPECT_EQ(TableLines(result), "start  FAILED: UNAVAILABLE: gone\n");
}

TEST(TableTest, JsonHoldsCommandRowsAndSamples) {
  const auto document =
      nlohmann::json::parse(Json({Measured()}, "bench --quick"));
  EXPECT_EQ(document["command"], "bench --quick");
  const auto& result = document["results"][0];
  EXPECT_EQ(result["rows"][0]["passed"], true);
  EXPECT_EQ(result["samples"]["bridge"][0][kCpu], 30);
}

}  // namespace
}  // namespace wampbridge::bench
