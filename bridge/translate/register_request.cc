// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/register_request.h"

#include <utility>

#include "bridge/translate/field_checks.h"
#include "bridge/translate/match_policy.h"
#include "bridge/translate/option_values.h"
#include "bridge/translate/payload_form.h"
#include "wamp/uri.h"

namespace wampbridge::bridge {
namespace {

constexpr std::string_view kForceReregister = "force_reregister";

absl::Status CheckEnum(const std::string& field, bool valid, int number) {
  if (valid) return absl::OkStatus();
  return FieldFault(field, std::to_string(number) + " is none of its values");
}

absl::Status CheckProcedure(const std::string& field,
                            const v1::Procedure& procedure) {
  absl::Status status =
      CheckEnum(field + ".match", v1::Match_IsValid(procedure.match()),
                procedure.match());
  if (status.ok()) {
    status =
        CheckEnum(field + ".invoke", v1::Invoke_IsValid(procedure.invoke()),
                  procedure.invoke());
  }
  if (!status.ok()) return status;
  if (procedure.uri().empty()) return FieldFault(field + ".uri", "is required");
  status = CheckUri(field + ".uri", procedure.uri(),
                    MatchPolicyOf(procedure.match()));
  if (!status.ok() || !wamp::IsReservedUri(procedure.uri())) return status;
  return FieldFault(field + ".uri",
                    "begins with wamp, which is closed to clients");
}

absl::Status CheckProcedures(const v1::RegisterProcedures& asked,
                             uint64_t limit) {
  if (asked.procedures().empty()) {
    return FieldFault("procedures", "at least one is required");
  }
  const auto count = static_cast<uint64_t>(asked.procedures_size());
  if (count > limit) return OverLimit("procedures", count, limit);
  std::set<std::pair<std::string_view, wamp::MatchPolicy>> seen;
  for (int i = 0; i < asked.procedures_size(); ++i) {
    const v1::Procedure& procedure = asked.procedures(i);
    const std::string field = "procedures[" + std::to_string(i) + "]";
    absl::Status status = CheckProcedure(field, procedure);
    if (!status.ok()) return status;
    if (!seen.emplace(procedure.uri(), MatchPolicyOf(procedure.match()))
             .second) {
      return FieldFault(field, procedure.uri() + " is there twice");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckProcedureFeatures(const v1::Procedure& procedure,
                                    const RouterTraits& router) {
  const v1::RegisterOptions& options = procedure.options();
  const std::pair<bool, FeatureUse> uses[] = {
      {MatchPolicyOf(procedure.match()) != wamp::MatchPolicy::kExact,
       {.role = "dealer",
        .feature = "pattern_based_registration",
        .option = "procedures.match"}},
      {InvokeName(procedure.invoke()) != "single",
       {.role = "dealer",
        .feature = "shared_registration",
        .option = "procedures.invoke"}},
      {options.has_disclose_caller(),
       {.role = "dealer",
        .feature = "caller_identification",
        .option = "procedures.options.disclose_caller"}},
      {options.forward_timeout(),
       {.role = "dealer",
        .feature = "call_timeout",
        .option = "procedures.options.forward_timeout"}}};
  for (const auto& [asked, use] : uses) {
    if (!asked) continue;
    if (absl::Status lacks = RequireFeature(router, use); !lacks.ok()) {
      return lacks;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRegister(const v1::RegisterProcedures& asked,
                           const RegisterLimits& limits) {
  absl::Status status = CheckProcedures(asked, limits.procedures_per_stream);
  if (!status.ok()) return status;
  status = ResolvePayloadForm(asked.payload_form(), {}).status();
  if (!status.ok()) return status;
  if (asked.max_concurrency() > limits.concurrency_ceiling) {
    return OverLimit("max_concurrency", asked.max_concurrency(),
                     limits.concurrency_ceiling);
  }
  status = CheckEnum("on_conflict", v1::OnConflict_IsValid(asked.on_conflict()),
                     asked.on_conflict());
  if (!status.ok()) return status;
  return CheckClientName(asked.client_name());
}

absl::StatusOr<wamp::Dict> RegisterOptionsFor(
    const v1::Procedure& procedure, v1::OnConflict on_conflict,
    const std::set<std::string, std::less<>>* extra_options) {
  wamp::Dict options;
  const wamp::MatchPolicy match = MatchPolicyOf(procedure.match());
  if (match != wamp::MatchPolicy::kExact) {
    options.Set("match", wamp::Value(wamp::MatchPolicyName(match)));
  }
  const std::string_view invoke = InvokeName(procedure.invoke());
  if (invoke != "single") options.Set("invoke", wamp::Value(invoke));
  const v1::RegisterOptions& asked = procedure.options();
  if (asked.has_disclose_caller()) {
    options.Set("disclose_caller", wamp::Value(asked.disclose_caller()));
  }
  if (asked.forward_timeout()) {
    options.Set("forward_timeout", wamp::Value(true));
  }
  if (on_conflict == v1::ON_CONFLICT_REPLACE) {
    if (extra_options == nullptr ||
        !extra_options->contains(kForceReregister)) {
      return absl::UnimplementedError(
          "on_conflict: REPLACE needs force_reregister among the router's "
          "extra_options in the bridge's configuration");
    }
    options.Set(kForceReregister, wamp::Value(true));
  }
  absl::Status status = AddExtra(asked.extra(), extra_options, &options);
  if (!status.ok()) return status;
  return options;
}

absl::Status CheckRegisterFeatures(const v1::RegisterProcedures& asked,
                                   const RouterTraits& router) {
  for (const v1::Procedure& procedure : asked.procedures()) {
    absl::Status lacks = CheckProcedureFeatures(procedure, router);
    if (!lacks.ok()) return lacks;
  }
  return absl::OkStatus();
}

std::string_view InvokeName(v1::Invoke invoke) {
  switch (invoke) {
    case v1::INVOKE_ROUNDROBIN:
      return "roundrobin";
    case v1::INVOKE_RANDOM:
      return "random";
    case v1::INVOKE_FIRST:
      return "first";
    case v1::INVOKE_LAST:
      return "last";
    default:
      return "single";
  }
}

}  // namespace wampbridge::bridge
