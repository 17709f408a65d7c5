// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_URIS_H_
#define WAMP_ROUTER_URIS_H_

#include <string_view>

namespace wampbridge::router {

// Predefined URIs that the router says (basic profile, "URI reference").
inline constexpr std::string_view kInvalidUri = "wamp.error.invalid_uri";
inline constexpr std::string_view kInvalidArgument =
    "wamp.error.invalid_argument";
inline constexpr std::string_view kNoSuchProcedure =
    "wamp.error.no_such_procedure";
inline constexpr std::string_view kProcedureAlreadyExists =
    "wamp.error.procedure_already_exists";
inline constexpr std::string_view kNoSuchRegistration =
    "wamp.error.no_such_registration";
inline constexpr std::string_view kNoSuchSubscription =
    "wamp.error.no_such_subscription";
inline constexpr std::string_view kPayloadSizeExceeded =
    "wamp.error.payload_size_exceeded";
inline constexpr std::string_view kCanceled = "wamp.error.canceled";
inline constexpr std::string_view kFeatureNotSupported =
    "wamp.error.feature_not_supported";
inline constexpr std::string_view kUnavailable = "wamp.error.unavailable";
inline constexpr std::string_view kNoAvailableCallee =
    "wamp.error.no_available_callee";
inline constexpr std::string_view kNoSuchSession = "wamp.error.no_such_session";
inline constexpr std::string_view kTimeout = "wamp.error.timeout";
inline constexpr std::string_view kNotAuthorized = "wamp.error.not_authorized";
inline constexpr std::string_view kProtocolViolation =
    "wamp.error.protocol_violation";
inline constexpr std::string_view kNoSuchRealm = "wamp.error.no_such_realm";
inline constexpr std::string_view kNoSuchPrincipal =
    "wamp.error.no_such_principal";
inline constexpr std::string_view kNoMatchingAuthMethod =
    "wamp.error.no_matching_auth_method";
inline constexpr std::string_view kAuthenticationDenied =
    "wamp.error.authentication_denied";
inline constexpr std::string_view kAuthenticationFailed =
    "wamp.error.authentication_failed";
inline constexpr std::string_view kAuthenticationRequired =
    "wamp.error.authentication_required";

inline constexpr std::string_view kSystemShutdown =
    "wamp.close.system_shutdown";
inline constexpr std::string_view kKilled = "wamp.close.killed";
inline constexpr std::string_view kGoodbyeAndOut = "wamp.close.goodbye_and_out";

// The router's own: a session asked for more than a development router holds.
inline constexpr std::string_view kLimitExceeded =
    "wampbridge.error.limit_exceeded";

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_URIS_H_
