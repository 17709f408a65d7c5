// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/failures.h"

#include <cassert>
#include <utility>

#include "bridge/errors/status_codes.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;

Failure Make(StatusCode code, Outcome outcome, std::string message) {
  Failure failure;
  failure.code = code;
  failure.outcome = outcome;
  failure.message = std::move(message);
  return failure;
}

// The specification's reasons for which a caller must come with other
// credentials (advanced profile, "Authentication"; Crossbar says not_authorized
// for a wrong secret), and those for which its role is not enough.
StatusCode CallerJoinCode(std::string_view uri) {
  constexpr std::string_view kPrefix = "wamp.error.";
  if (!uri.starts_with(kPrefix)) return StatusCode::UNAVAILABLE;
  uri.remove_prefix(kPrefix.size());
  if (uri == "not_authorized" || uri.starts_with("authentication_") ||
      uri == "no_matching_auth_method" || uri == "no_auth_method" ||
      uri == "no_such_principal") {
    return StatusCode::UNAUTHENTICATED;
  }
  if (uri == "no_such_role" || uri.starts_with("authorization_")) {
    return StatusCode::PERMISSION_DENIED;
  }
  return StatusCode::UNAVAILABLE;
}

}  // namespace

Failure Rejected(const absl::Status& why) {
  assert(!why.ok());
  return Make(ToGrpcCode(why.code()), Outcome::kRejected,
              std::string(why.message()));
}

Failure NotSent(StatusCode code, std::string message) {
  return Make(code, Outcome::kNotSent, std::move(message));
}

Failure OutcomeUnknown(StatusCode code, std::string message) {
  assert(code != StatusCode::UNAVAILABLE);
  return Make(code, Outcome::kUnknown, std::move(message));
}

Failure SessionLostFailure(bool handed, std::string_view reason) {
  std::string message = handed ? "session lost with the request unanswered"
                               : "session lost before the request was sent";
  if (!reason.empty()) message.append(": ").append(reason);
  return handed ? OutcomeUnknown(StatusCode::ABORTED, std::move(message))
                : NotSent(StatusCode::UNAVAILABLE, std::move(message));
}

Failure RemoteFailure(const ErrorMapper& mapper, std::string_view uri,
                      std::optional<std::string_view> first_argument) {
  const ErrorMeaning meaning = mapper.Map(uri);
  std::string message(uri);
  if (first_argument.has_value()) message.append(": ").append(*first_argument);
  Failure failure = Make(meaning.code, meaning.outcome, std::move(message));
  failure.uri = uri;
  return failure;
}

Failure FailureOfJoin(const RefusedJoin& refused, Credentials credentials) {
  std::string message = "identity " + refused.identity + " cannot join " +
                        refused.realm + " at " + refused.router + ": ";
  if (refused.uri.empty()) {
    message += refused.message;
  } else {
    message += refused.uri;
    if (!refused.message.empty()) message += " (\"" + refused.message + "\")";
  }
  const StatusCode code = credentials == Credentials::kCaller
                              ? CallerJoinCode(refused.uri)
                              : StatusCode::UNAVAILABLE;
  Failure failure = NotSent(code, std::move(message));
  failure.uri = refused.uri;
  failure.identity = refused.identity;
  failure.router = refused.router;
  return failure;
}

}  // namespace wampbridge::bridge
