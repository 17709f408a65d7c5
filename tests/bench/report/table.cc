// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/report/table.h"

#include <cstdarg>
#include <cstdio>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"

namespace wampbridge::bench {
namespace {

constexpr char kLine[] = "%-28s %-10s %10s %10s %7s %15s %7s  %s\n";
constexpr size_t kLineMax = 240;

std::string Line(const char* format, ...) {
  char text[kLineMax];
  va_list words;
  va_start(words, format);
  vsnprintf(text, sizeof(text), format, words);
  va_end(words);
  return text;
}

std::string Number(double value) {
  return value == 0 ? "-" : Line(value < 10 ? "%.2f" : "%.1f", value);
}

const char* Verdict(const Row& row) {
  if (row.bar == 0) return "";
  if (!row.passed()) return "MISS";
  return row.value <= row.aim ? "pass, aim" : "pass";
}

std::string Processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("model name", 0) == 0) {
      return line.substr(line.find(':') + 2);
    }
  }
  return "unknown";
}

nlohmann::json ToJson(const Row& row) {
  return {{"what", row.what},       {"metric", row.metric},
          {"subject", row.subject}, {"yardstick", row.yardstick},
          {"against", row.against}, {"value", row.value},
          {"least", row.least},     {"most", row.most},
          {"bar", row.bar},         {"aim", row.aim},
          {"passed", row.passed()}};
}

}  // namespace

std::string TableHead() {
  return Line(kLine, "scenario", "metric", "subject", "yardstick", "ratio",
              "spread", "bar", "");
}

std::string TableLines(const Result& result) {
  if (!result.error.empty()) {
    return absl::StrCat(result.scenario, "  FAILED: ", result.error, "\n");
  }
  std::string lines;
  for (const Row& row : result.rows) {
    const bool ratio = row.yardstick != 0;
    const std::string spread =
        absl::StrCat(Number(row.least), "-", Number(row.most));
    lines += Line(kLine, row.scenario.c_str(), row.metric.c_str(),
                  Number(row.subject).c_str(), Number(row.yardstick).c_str(),
                  ratio ? Number(row.value).c_str() : "-", spread.c_str(),
                  Number(row.bar).c_str(), Verdict(row));
  }
  return lines;
}

std::string Json(const std::vector<Result>& results,
                 const std::string& command) {
  nlohmann::json all = nlohmann::json::array();
  for (const Result& result : results) {
    nlohmann::json rows = nlohmann::json::array();
    for (const Row& row : result.rows) rows.push_back(ToJson(row));
    all.push_back({{"scenario", result.scenario},
                   {"error", result.error},
                   {"rows", rows},
                   {"samples", result.samples}});
  }
  const nlohmann::json document = {
      {"command", command},
      {"time",
       absl::FormatTime(absl::RFC3339_sec, absl::Now(), absl::UTCTimeZone())},
      {"processor", Processor()},
      {"cores", std::thread::hardware_concurrency()},
      {"results", all}};
  return document.dump(1) + "\n";
}

}  // namespace wampbridge::bench
