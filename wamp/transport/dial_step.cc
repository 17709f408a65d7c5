// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/dial_step.h"

#include <string>

#include "absl/strings/cord.h"

namespace wampbridge::transport {
namespace {

// The payload is one letter, "A" for the first step.
constexpr char kPayload[] = "wampbridge/dial_step";

}  // namespace

absl::Status WithDialStep(absl::Status error, DialStep step) {
  const char letter = static_cast<char>('A' + static_cast<int>(step));
  error.SetPayload(kPayload, absl::Cord(std::string(1, letter)));
  return error;
}

std::optional<DialStep> DialStepOf(const absl::Status& error) {
  const absl::optional<absl::Cord> payload = error.GetPayload(kPayload);
  if (!payload.has_value()) return std::nullopt;
  return static_cast<DialStep>((*payload)[0] - 'A');
}

}  // namespace wampbridge::transport
