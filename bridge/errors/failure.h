// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ERRORS_FAILURE_H_
#define BRIDGE_ERRORS_FAILURE_H_

#include <grpcpp/impl/codegen/status_code_enum.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace wampbridge::bridge {

// What may have happened to a request: wampbridge.v1.Outcome. Says nothing of
// why, which is the status code's.
enum class Outcome {
  kNotSent,      // it never ran: no octet of it was handed to a write
  kUnknown,      // it may have run
  kRemoteError,  // the router or the callee answered ERROR
  kRejected,     // the bridge refused it before sending
};

// "NOT_SENT" and so on, as in api.md and error.proto without their prefix.
std::string_view OutcomeName(Outcome outcome);

// Why an RPC fails, before it is put into gRPC's terms (failure_status.h).
struct Failure {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  Outcome outcome = Outcome::kRejected;
  std::string message;
  std::string uri;      // of a WAMP ERROR, ABORT or GOODBYE; else empty
  std::string payload;  // the ERROR's, a serialised wampbridge.v1.Payload
  std::string details;  // the ERROR's, a serialised wampbridge.v1.Dict
  std::string identity;
  std::string router;
  uint64_t session_id = 0;
  uint64_t request_id = 0;
  // google.rpc.RetryInfo, where it makes sense to come back.
  std::optional<absl::Duration> retry_after;
};

// Why, as far as it may be written down: nothing where a WAMP peer has said it,
// by a URI, for its words may be anything.
std::string_view OwnWords(const Failure& failure);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ERRORS_FAILURE_H_
