// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/scalar.h"

#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/time/time.h"

namespace wampbridge::bridge {
namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> kUnits = {
    {{"GiB", std::int64_t{1} << 30},
     {"MiB", std::int64_t{1} << 20},
     {"KiB", std::int64_t{1} << 10},
     {"B", 1}}};

// google.protobuf.Duration: about 10,000 years.
constexpr std::int64_t kDurationSecondsMax = 315'576'000'000;

bool IsOneOf(const std::string& text,
             std::initializer_list<std::string_view> texts) {
  for (const std::string_view candidate : texts) {
    if (text == candidate) return true;
  }
  return false;
}

}  // namespace

PlainKind ClassifyPlain(const std::string& text) {
  if (IsOneOf(text, {"", "~", "null", "Null", "NULL"})) return PlainKind::kNull;
  if (IsOneOf(text, {"true", "True", "TRUE", "false", "False", "FALSE"})) {
    return PlainKind::kBool;
  }
  double number = 0;
  if (IsOneOf(text, {".inf", "-.inf", ".nan"}) ||
      (text.find_first_of("0123456789") != std::string::npos &&
       absl::SimpleAtod(text, &number))) {
    return PlainKind::kNumber;
  }
  return PlainKind::kText;
}

std::optional<google::protobuf::Duration> ParseDuration(
    const std::string& text) {
  absl::Duration duration;
  if (!absl::ParseDuration(text, &duration) ||
      absl::AbsDuration(duration) > absl::Seconds(kDurationSecondsMax)) {
    return std::nullopt;
  }
  google::protobuf::Duration parsed;
  parsed.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &duration));
  parsed.set_nanos(static_cast<std::int32_t>(duration / absl::Nanoseconds(1)));
  return parsed;
}

std::string FormatDuration(const google::protobuf::Duration& duration) {
  const absl::Duration value =
      absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
  return value == absl::ZeroDuration() ? "0s" : absl::FormatDuration(value);
}

std::optional<std::int64_t> ParseBytes(const std::string& text) {
  for (const auto& [unit, octets] : kUnits) {
    if (!text.ends_with(unit)) continue;
    const auto count = ParseInteger(text.substr(0, text.size() - unit.size()));
    const std::int64_t most = std::numeric_limits<std::int64_t>::max() / octets;
    if (!count.has_value() || *count < 0 || *count > most) return std::nullopt;
    return *count * octets;
  }
  const std::optional<std::int64_t> count = ParseInteger(text);
  return count.has_value() && *count >= 0 ? count : std::nullopt;
}

std::string FormatBytes(std::int64_t bytes) {
  for (const auto& [unit, octets] : kUnits) {
    if (bytes != 0 && bytes % octets == 0) {
      return std::to_string(bytes / octets) + std::string(unit);
    }
  }
  return std::to_string(bytes) + "B";
}

std::optional<std::int64_t> ParseInteger(const std::string& text) {
  std::int64_t value = 0;
  if (text.find_first_not_of("+-0123456789") != std::string::npos ||
      !absl::SimpleAtoi(text, &value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<double> ParseNumber(const std::string& text) {
  double value = 0;
  if (ClassifyPlain(text) != PlainKind::kNumber ||
      !absl::SimpleAtod(text, &value) || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<bool> ParseBool(const std::string& text) {
  if (ClassifyPlain(text) != PlainKind::kBool) return std::nullopt;
  return text[0] == 't' || text[0] == 'T';
}

}  // namespace wampbridge::bridge
