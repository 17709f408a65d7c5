// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/process/arguments.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::bench {

absl::StatusOr<Arguments> Arguments::Parse(
    const std::vector<std::string>& words) {
  Arguments arguments;
  for (const std::string& word : words) {
    if (word.rfind("--", 0) != 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("`", word, "` is no option"));
    }
    const size_t sign = word.find('=');
    const std::string name = word.substr(2, sign - 2);
    arguments.values_[name] =
        sign == std::string::npos ? "" : word.substr(sign + 1);
  }
  return arguments;
}

bool Arguments::Has(std::string_view name) const {
  return values_.find(name) != values_.end();
}

std::string Arguments::Text(std::string_view name) const {
  return Text(name, "");
}

std::string Arguments::Text(std::string_view name,
                            std::string_view otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string(otherwise) : found->second;
}

absl::StatusOr<double> Arguments::Number(std::string_view name,
                                         double otherwise) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return otherwise;
  double number = 0;
  if (absl::SimpleAtod(found->second, &number)) return number;
  return absl::InvalidArgumentError(absl::StrCat(
      "--", std::string(name), "=", found->second, " is no number"));
}

absl::Status Arguments::CheckNames(
    const std::vector<std::string_view>& known) const {
  for (const auto& [name, unused] : values_) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("there is no option --", name));
    }
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::bench
