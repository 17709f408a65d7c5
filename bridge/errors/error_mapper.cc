// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/error_mapper.h"

#include <array>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/errors/status_codes.h"
#include "wamp/uri.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;

constexpr std::string_view kErrorPrefix = "wamp.error.";
constexpr std::string_view kUnder = ".**";

struct FixedRow {
  std::string_view name;  // after "wamp.error."
  ErrorMeaning meaning;
};

constexpr ErrorMeaning Remote(StatusCode code) {
  return {code, Outcome::kRemoteError};
}
constexpr ErrorMeaning Unknown(StatusCode code) {
  return {code, Outcome::kUnknown};
}

// The specification's error URIs (basic profile, "Predefined URIs"; advanced
// profile, "Error URIs") as answers to a request, and what routers add.
constexpr std::array kFixedRows = {
    FixedRow{"invalid_uri", Remote(StatusCode::INVALID_ARGUMENT)},
    FixedRow{"invalid_argument", Remote(StatusCode::INVALID_ARGUMENT)},
    FixedRow{"option_not_allowed", Remote(StatusCode::INVALID_ARGUMENT)},
    FixedRow{"no_such_procedure", Remote(StatusCode::NOT_FOUND)},
    FixedRow{"no_such_registration", Remote(StatusCode::NOT_FOUND)},
    FixedRow{"no_such_subscription", Remote(StatusCode::NOT_FOUND)},
    FixedRow{"no_such_session", Remote(StatusCode::NOT_FOUND)},
    FixedRow{"procedure_already_exists", Remote(StatusCode::ALREADY_EXISTS)},
    // Crossbar.
    FixedRow{"procedure_exists_with_different_invocation_policy",
             Remote(StatusCode::ALREADY_EXISTS)},
    FixedRow{"not_authorized", Remote(StatusCode::PERMISSION_DENIED)},
    FixedRow{"authorization_denied", Remote(StatusCode::PERMISSION_DENIED)},
    FixedRow{"authorization_required", Remote(StatusCode::PERMISSION_DENIED)},
    FixedRow{"option_disallowed.disclose_me",
             Remote(StatusCode::PERMISSION_DENIED)},
    FixedRow{"authorization_failed", Remote(StatusCode::INTERNAL)},
    // Not our own CANCEL, after which nobody listens: the callee was lost, or
    // the router's timer ran out.
    FixedRow{"canceled", Unknown(StatusCode::ABORTED)},
    // A stray spelling in the basic profile's "Remote Procedure Calls".
    FixedRow{"cancelled", Unknown(StatusCode::ABORTED)},
    FixedRow{"network_failure", Unknown(StatusCode::ABORTED)},
    FixedRow{"timeout", Unknown(StatusCode::DEADLINE_EXCEEDED)},
    // None of the callees ran it.
    FixedRow{"unavailable", Remote(StatusCode::UNAVAILABLE)},
    FixedRow{"no_available_callee", Remote(StatusCode::UNAVAILABLE)},
    // Routers' older name.
    FixedRow{"no_eligible_callee", Remote(StatusCode::UNAVAILABLE)},
    FixedRow{"payload_size_exceeded", Remote(StatusCode::RESOURCE_EXHAUSTED)},
    FixedRow{"feature_not_supported", Remote(StatusCode::UNIMPLEMENTED)},
};

std::optional<ErrorMeaning> FixedMeaning(std::string_view uri) {
  if (!uri.starts_with(kErrorPrefix)) return std::nullopt;
  const std::string_view name = uri.substr(kErrorPrefix.size());
  for (const FixedRow& row : kFixedRows) {
    if (row.name == name) return row.meaning;
  }
  return std::nullopt;
}

absl::Status RuleError(const ErrorRule& rule, std::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("errors: \"", rule.pattern,
                   "\": ", absl::string_view(what.data(), what.size())));
}

absl::Status CheckRule(const ErrorRule& rule) {
  std::string_view uri = rule.pattern;
  if (uri.ends_with(kUnder)) uri.remove_suffix(kUnder.size());
  if (uri.find('*') != std::string_view::npos) {
    return RuleError(rule, "is neither a URI nor one that ends in \".**\"");
  }
  if (const absl::Status valid = wamp::ValidateUri(uri); !valid.ok()) {
    const absl::string_view why = valid.message();
    return RuleError(rule, {why.data(), why.size()});
  }
  if (FixedMeaning(rule.pattern).has_value()) {
    return RuleError(rule, "has a fixed meaning");
  }
  if (rule.code == StatusCode::OK || rule.code == StatusCode::UNAVAILABLE) {
    return RuleError(
        rule, std::string(StatusCodeName(rule.code)) +
                  " cannot be the code of an error that a callee answered");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ErrorMapper> ErrorMapper::Create(
    const std::vector<ErrorRule>& rules) {
  Rules made;
  for (const ErrorRule& rule : rules) {
    if (absl::Status status = CheckRule(rule); !status.ok()) return status;
    const bool under = std::string_view(rule.pattern).ends_with(kUnder);
    const bool added =
        under ? made.prefixes
                    .emplace(rule.pattern.substr(0, rule.pattern.size() - 2),
                             rule.code)
                    .second
              : made.exact.emplace(rule.pattern, rule.code).second;
    if (!added) return RuleError(rule, "is there twice");
  }
  return ErrorMapper(std::move(made));
}

ErrorMapper::ErrorMapper() : ErrorMapper(Rules()) {}

ErrorMapper::ErrorMapper(Rules rules) : current_(std::make_unique<Current>()) {
  current_->rules = std::make_shared<const Rules>(std::move(rules));
}

std::shared_ptr<const ErrorMapper::Rules> ErrorMapper::rules() const {
  const std::lock_guard<std::mutex> lock(current_->mutex);
  return current_->rules;
}

void ErrorMapper::Adopt(ErrorMapper other) {
  const auto rules = other.rules();
  const std::lock_guard<std::mutex> lock(current_->mutex);
  current_->rules = rules;
}

ErrorMeaning ErrorMapper::Map(std::string_view uri) const {
  if (const auto fixed = FixedMeaning(uri)) return *fixed;
  const auto rules = this->rules();
  if (const auto exact = rules->exact.find(uri); exact != rules->exact.end()) {
    return Remote(exact->second);
  }
  // `**` stands for at least one component: the last dot that counts has
  // something behind it.
  std::string_view prefix = uri;
  while (!prefix.empty()) {
    const size_t dot = prefix.find_last_of('.', prefix.size() - 1);
    if (dot == std::string_view::npos) break;
    prefix = uri.substr(0, dot + 1);
    if (const auto under = rules->prefixes.find(prefix);
        under != rules->prefixes.end()) {
      if (prefix.size() < uri.size()) return Remote(under->second);
    }
    prefix.remove_suffix(1);
  }
  return {};
}

}  // namespace wampbridge::bridge
