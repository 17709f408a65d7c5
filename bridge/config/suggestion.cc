// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/suggestion.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace wampbridge::bridge {
namespace {

// Levenshtein's distance: how many characters to add, drop or replace.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string Suggest(std::string_view given,
                    const std::vector<std::string>& known) {
  if (known.empty()) return "there are none";
  // Anything longer is no typing error, and would cost time.
  constexpr std::size_t kGivenMax = 64;
  if (given.size() <= kGivenMax) {
    const auto nearest = std::min_element(
        known.begin(), known.end(), [&](const auto& a, const auto& b) {
          return Distance(given, a) < Distance(given, b);
        });
    const std::size_t tolerance = std::max<std::size_t>(1, given.size() / 3);
    if (Distance(given, *nearest) <= tolerance) {
      return "did you mean " + *nearest + "?";
    }
  }
  if (known.size() == 1) return "known is " + known.front();
  std::string text = "known are ";
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (i > 0) text += i + 1 == known.size() ? " and " : ", ";
    text += known[i];
  }
  return text;
}

}  // namespace wampbridge::bridge
