// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ERRORS_STATUS_CODES_H_
#define BRIDGE_ERRORS_STATUS_CODES_H_

#include <grpcpp/impl/codegen/status_code_enum.h>

#include <optional>
#include <string_view>

#include "absl/status/status.h"

namespace wampbridge::bridge {

// "NOT_FOUND" and so on; "UNKNOWN" for a number that is no code.
std::string_view StatusCodeName(grpc::StatusCode code);

// nullopt where there is no such name.
std::optional<grpc::StatusCode> StatusCodeFromName(std::string_view name);

// abseil's codes are gRPC's by another name.
grpc::StatusCode ToGrpcCode(absl::StatusCode code);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ERRORS_STATUS_CODES_H_
