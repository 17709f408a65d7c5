// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/status_codes.h"

#include <array>
#include <cstddef>

namespace wampbridge::bridge {
namespace {

// Status code -> its name, by number (grpc.io, "Status codes").
constexpr std::array<std::string_view, 17> kNames = {"OK",
                                                     "CANCELLED",
                                                     "UNKNOWN",
                                                     "INVALID_ARGUMENT",
                                                     "DEADLINE_EXCEEDED",
                                                     "NOT_FOUND",
                                                     "ALREADY_EXISTS",
                                                     "PERMISSION_DENIED",
                                                     "RESOURCE_EXHAUSTED",
                                                     "FAILED_PRECONDITION",
                                                     "ABORTED",
                                                     "OUT_OF_RANGE",
                                                     "UNIMPLEMENTED",
                                                     "INTERNAL",
                                                     "UNAVAILABLE",
                                                     "DATA_LOSS",
                                                     "UNAUTHENTICATED"};

static_assert(grpc::StatusCode::UNAUTHENTICATED == kNames.size() - 1);

}  // namespace

std::string_view StatusCodeName(grpc::StatusCode code) {
  const auto number = static_cast<size_t>(code);
  return number < kNames.size() ? kNames[number] : "UNKNOWN";
}

std::optional<grpc::StatusCode> StatusCodeFromName(std::string_view name) {
  for (size_t number = 0; number < kNames.size(); ++number) {
    if (kNames[number] == name) return static_cast<grpc::StatusCode>(number);
  }
  return std::nullopt;
}

grpc::StatusCode ToGrpcCode(absl::StatusCode code) {
  return static_cast<grpc::StatusCode>(static_cast<int>(code));
}

}  // namespace wampbridge::bridge
