// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ERRORS_FAILURES_H_
#define BRIDGE_ERRORS_FAILURES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/errors/failure.h"

namespace wampbridge::bridge {

// The bridge refuses a request itself: wrong, not allowed, too big, not
// supported. Code and message are the status's.
Failure Rejected(const absl::Status& why);

// No octet of it was handed to a write.
Failure NotSent(grpc::StatusCode code, std::string message);

// It was sent, and what became of it is not known. REQUIRES: code is not
// UNAVAILABLE, which promises that nothing ran.
Failure OutcomeUnknown(grpc::StatusCode code, std::string message);

// The session was lost with the request unanswered. `handed`: whether any octet
// of it was handed to a write.
Failure SessionLostFailure(bool handed, std::string_view reason);

// A WAMP ERROR answered the request. `first_argument`: its first positional
// argument if that is a string. The message is "<uri>: <first argument>".
Failure RemoteFailure(const ErrorMapper& mapper, std::string_view uri,
                      std::optional<std::string_view> first_argument);

// Whose credentials a session joins with.
enum class Credentials {
  kStatic,  // the configuration's: a refusal is the operator's to mend
  kCaller,  // the gRPC caller's own: a refusal is the caller's to mend
};

// An attempt to join that the router or the connection refused.
struct RefusedJoin {
  std::string identity;
  std::string realm;
  std::string router;
  std::string uri;      // of ABORT or GOODBYE; empty: the connection failed
  std::string message;  // Details.message, or what failed in words
};

// The failure of those who waited for that session; NOT_SENT in any case.
Failure FailureOfJoin(const RefusedJoin& refused, Credentials credentials);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ERRORS_FAILURES_H_
