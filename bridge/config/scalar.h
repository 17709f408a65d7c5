// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_SCALAR_H_
#define BRIDGE_CONFIG_SCALAR_H_

#include <cstdint>
#include <optional>
#include <string>

#include "google/protobuf/duration.pb.h"

namespace wampbridge::bridge {

// What YAML's core schema takes an unquoted scalar for.
enum class PlainKind { kNull, kBool, kNumber, kText };
PlainKind ClassifyPlain(const std::string& text);

// Durations with units: 200ms, 1.5s, 5m, 1h30m; 0 needs none. Nothing for any
// other text. At most 10,000 years, as google.protobuf.Duration has it.
std::optional<google::protobuf::Duration> ParseDuration(
    const std::string& text);
std::string FormatDuration(const google::protobuf::Duration& duration);

// Octets: 4MiB, 512KiB, 1GiB, 100B, 4096. Nothing for any other text.
std::optional<std::int64_t> ParseBytes(const std::string& text);
std::string FormatBytes(std::int64_t bytes);

// Decimal digits with an optional sign.
std::optional<std::int64_t> ParseInteger(const std::string& text);
// A finite number.
std::optional<double> ParseNumber(const std::string& text);
// true or false.
std::optional<bool> ParseBool(const std::string& text);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_SCALAR_H_
