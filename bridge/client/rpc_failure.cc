// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/rpc_failure.h"

#include <optional>
#include <string_view>

#include "google/rpc/status.pb.h"
#include "proto/wampbridge/v1/error.pb.h"

namespace wampbridge::bridge {
namespace {

// In the order of their numbers.
constexpr std::string_view kCodes[] = {"OK",
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

std::string CodeName(grpc::StatusCode code) {
  const auto number = static_cast<std::size_t>(code);
  return number < std::size(kCodes) ? std::string(kCodes[number])
                                    : "code " + std::to_string(code);
}

std::optional<v1::WampError> ErrorOf(const grpc::Status& status) {
  google::rpc::Status details;
  v1::WampError error;
  if (!details.ParseFromString(status.error_details())) return std::nullopt;
  for (const google::protobuf::Any& any : details.details()) {
    if (any.UnpackTo(&error)) return error;
  }
  return std::nullopt;
}

std::string OutcomeName(v1::Outcome outcome) {
  constexpr std::string_view kPrefix = "OUTCOME_";
  return v1::Outcome_Name(outcome).substr(kPrefix.size());
}

}  // namespace

std::string DescribeFailure(const grpc::Status& status,
                            const std::string& address) {
  const std::optional<v1::WampError> error = ErrorOf(status);
  if (!error.has_value() &&
      status.error_code() == grpc::StatusCode::UNAVAILABLE) {
    return "no bridge answers at " + address + " (" + status.error_message() +
           "); is it running, and is --address right?";
  }
  std::string text = CodeName(status.error_code());
  if (error.has_value()) text += " (" + OutcomeName(error->outcome()) + ")";
  return text + ": " + status.error_message();
}

}  // namespace wampbridge::bridge
