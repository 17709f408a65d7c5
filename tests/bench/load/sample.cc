// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load/sample.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::bench {

double Quantile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const int64_t place =
      std::llround(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[place];
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half]
                                : (values[half - 1] + values[half]) / 2;
}

std::string ToLine(const Sample& sample) {
  std::string line;
  for (const auto& [name, value] : sample) {
    absl::StrAppend(&line, line.empty() ? "" : " ", name, "=", value);
  }
  return line;
}

Sample FromLine(const std::string& line) {
  Sample sample;
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    const size_t sign = word.find('=');
    double value = 0;
    if (sign == std::string::npos) continue;
    if (absl::SimpleAtod(word.substr(sign + 1), &value)) {
      sample[word.substr(0, sign)] = value;
    }
  }
  return sample;
}

}  // namespace wampbridge::bench
