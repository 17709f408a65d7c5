// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/call_request.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "bridge/translate/field_checks.h"
#include "bridge/translate/metadata_carriage.h"
#include "bridge/translate/option_values.h"
#include "bridge/translate/payload_form.h"

namespace wampbridge::bridge {
namespace {

constexpr std::string_view kKill = "wamp.session.kill";

// Meta procedures that act on the session that calls them: testaments (advanced
// profile, "Session Testament"), and a router's own.
constexpr std::array<std::string_view, 3> kOfOneSession = {
    "wamp.session.add_testament", "wamp.session.flush_testaments",
    "wamp.session.modify_details"};

absl::Status CheckProcedure(const v1::CallRequest& call,
                            const CallRights& rights) {
  const std::string& procedure = call.procedure();
  absl::Status status = CheckUri("procedure", procedure);
  if (!status.ok()) return status;
  if (procedure.starts_with(kKill) && !rights.session_kill) {
    return absl::PermissionDeniedError(
        "procedure: " + procedure +
        " can end sessions that others share; only a rule with a pattern that "
        "begins with wamp.session.kill allows it");
  }
  const bool of_one_session =
      std::ranges::find(kOfOneSession, procedure) != kOfOneSession.end();
  if (of_one_session && call.options().session_id() == 0) {
    return absl::PermissionDeniedError(
        "procedure: " + procedure +
        " belongs to one session, and sessions are shared: name one in "
        "options.session_id");
  }
  return absl::OkStatus();
}

absl::Status CheckCallOptions(const v1::CallOptions& options) {
  if (!v1::CancelMode_IsValid(options.cancel_mode())) {
    return FieldFault(
        "options.cancel_mode",
        std::to_string(options.cancel_mode()) + " is no cancel mode");
  }
  if (options.session_id() != 0) {
    absl::Status status = CheckId("options.session_id", options.session_id());
    if (!status.ok()) return status;
  }
  absl::Status status = CheckMetadata(options.metadata());
  if (!status.ok()) return status;
  return CheckPassthru(Passthru::Of(options));
}

// Advanced profile, "Progressive Call Results" and "Progressive Call
// Invocations".
absl::Status AddProgress(const RouterTraits& router, const CallTerms& terms,
                         wamp::Dict* options) {
  if (terms.shape == CallShape::kCall) return absl::OkStatus();
  const std::string_view rpc =
      terms.shape == CallShape::kCallDuplex ? "CallDuplex" : "CallProgressive";
  absl::Status status = RequireFeature(
      router,
      {.role = "dealer", .feature = "progressive_call_results", .option = rpc});
  if (!status.ok()) return status;
  options->Set("receive_progress", wamp::Value(true));
  if (!terms.more) return absl::OkStatus();
  status = RequireFeature(router, {.role = "dealer",
                                   .feature = "progressive_call_invocations",
                                   .option = rpc});
  if (!status.ok()) return status;
  options->Set("progress", wamp::Value(true));
  return absl::OkStatus();
}

// Milliseconds, rounded up, at least 1 (advanced profile, "Call Timeouts").
void AddTimeout(absl::Duration remaining, wamp::Dict* options) {
  if (remaining == absl::InfiniteDuration()) return;
  const int64_t milliseconds =
      absl::ToInt64Milliseconds(absl::Ceil(remaining, absl::Milliseconds(1)));
  options->Set("timeout", wamp::Value(std::max(milliseconds, int64_t{1})));
}

}  // namespace

absl::Status CheckCall(const v1::CallRequest& call, const CallRights& rights) {
  absl::Status status = CheckProcedure(call, rights);
  if (!status.ok()) return status;
  status = ResolvePayloadForm(call.payload_form(), call.payload()).status();
  if (!status.ok()) return status;
  if (call.has_timeout()) {
    status = CheckPositive("timeout", call.timeout());
    if (!status.ok()) return status;
  }
  return CheckCallOptions(call.options());
}

absl::StatusOr<wamp::Dict> CallOptionsFor(const v1::CallRequest& call,
                                          const RouterTraits& router,
                                          const CallTerms& terms) {
  wamp::Dict options;
  const v1::CallOptions& given = call.options();
  absl::Status status = AddProgress(router, terms, &options);
  if (!status.ok()) return status;
  if (given.has_disclose_me()) {
    status = RequireFeature(router, {.role = "dealer",
                                     .feature = "caller_identification",
                                     .option = "options.disclose_me"});
    if (!status.ok()) return status;
    options.Set("disclose_me", wamp::Value(given.disclose_me()));
  }
  if (terms.remaining.has_value() && router.has("dealer", "call_timeout")) {
    AddTimeout(*terms.remaining, &options);
  }
  status = AddPassthru(Passthru::Of(given), router, "dealer", &options);
  if (!status.ok()) return status;
  status = AddExtra(given.extra(), router.extra_options, &options);
  if (!status.ok()) return status;
  return options;
}

wamp::CancelMode CancelModeOf(const v1::CallRequest& call) {
  switch (call.options().cancel_mode()) {
    case v1::CANCEL_MODE_KILL:
      return wamp::CancelMode::kKill;
    case v1::CANCEL_MODE_SKIP:
      return wamp::CancelMode::kSkip;
    default:
      return wamp::CancelMode::kKillNoWait;
  }
}

}  // namespace wampbridge::bridge
