// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/join_schedule.h"

#include <algorithm>

namespace wampbridge::bridge {
namespace {

// Refused credentials begin with a pause so many times longer.
constexpr int kCredentialsFactor = 10;

transport::Backoff::Options ForCredentials(
    transport::Backoff::Options reconnect) {
  reconnect.initial *= kCredentialsFactor;
  return reconnect;
}

}  // namespace

JoinSchedule::JoinSchedule(const transport::Backoff::Options& reconnect,
                           size_t urls)
    : urls_(std::max<size_t>(urls, 1)),
      backoff_(reconnect),
      credentials_backoff_(ForCredentials(reconnect)) {}

void JoinSchedule::SetReconnect(const transport::Backoff::Options& reconnect) {
  backoff_ = transport::Backoff(reconnect);
  credentials_backoff_ = transport::Backoff(ForCredentials(reconnect));
}

absl::Duration JoinSchedule::AfterFailure(Failed how, bool others_live,
                                          double random) {
  if (!others_live) url_ = (url_ + 1) % urls_;
  if (how == Failed::kCredentials) {
    // Half of the jitter only: a pause near nothing would be no pause.
    return credentials_backoff_.Next(0.5 + random / 2);
  }
  if (!others_live && ++failed_in_a_row_ < urls_) return absl::ZeroDuration();
  failed_in_a_row_ = 0;
  return backoff_.Next(random);
}

absl::Duration JoinSchedule::AfterLoss(absl::Duration lived, double random) {
  // A router that takes sessions and drops them at once is no better than one
  // that refuses them.
  if (lived >= backoff_.ceiling()) backoff_.Reset();
  failed_in_a_row_ = 0;
  return backoff_.Next(random);
}

void JoinSchedule::Joined() {
  failed_in_a_row_ = 0;
  credentials_backoff_.Reset();
}

JoinSchedule::Failed FailedBy(std::string_view reason) {
  constexpr std::string_view kPrefix = "wamp.error.";
  if (!reason.starts_with(kPrefix)) return JoinSchedule::Failed::kTurnedAway;
  reason.remove_prefix(kPrefix.size());
  if (reason.starts_with("not_authorized") ||
      reason.starts_with("authentication_") ||
      reason.starts_with("authorization_") || reason.starts_with("no_such_") ||
      reason == "no_auth_method" || reason == "no_matching_auth_method") {
    return JoinSchedule::Failed::kCredentials;
  }
  return JoinSchedule::Failed::kTurnedAway;
}

}  // namespace wampbridge::bridge
