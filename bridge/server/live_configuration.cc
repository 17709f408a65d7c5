// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/live_configuration.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/identities/pool_settings.h"

namespace wampbridge::bridge {
namespace {

SessionPool::Change HowOf(ReloadPlan::Sessions how) {
  switch (how) {
    case ReloadPlan::Sessions::kRenew:
      return SessionPool::Change::kRenew;
    case ReloadPlan::Sessions::kWithGap:
      return SessionPool::Change::kWithGap;
    case ReloadPlan::Sessions::kBounds:
      break;
  }
  return SessionPool::Change::kBounds;
}

// What a join reads anew.
std::vector<std::string> FilesOf(const config::v1::Config& config,
                                 const std::string& name) {
  const config::v1::Identity& identity = config.identities().at(name);
  const config::v1::RouterTls& tls =
      config.routers().at(identity.router()).tls();
  return {identity.auth().secret().file(), identity.auth().derived_key().file(),
          tls.ca_file(), tls.cert_file(), tls.key_file()};
}

}  // namespace

LiveConfiguration::LiveConfiguration(const config::v1::Config& config,
                                     Gatekeeper& gatekeeper,
                                     const Identities& identities,
                                     LiveRpcs& live, AuditLog* audit,
                                     absl::Time now)
    : gatekeeper_(gatekeeper),
      identities_(identities),
      live_(live),
      audit_(audit),
      config_(config) {
  state_.since = now;
  WatchFiles();
}

void LiveConfiguration::WatchFiles() {
  files_.clear();
  for (const auto& [name, unused] : identities_.all()) {
    files_.emplace(name, WatchedFiles(FilesOf(config_, name)));
  }
}

absl::Status LiveConfiguration::Adopt(const LoadedConfig& next,
                                      absl::Time now) {
  if (absl::Status status = Apply(next); !status.ok()) {
    NoteRefusal(status, now);
    return status;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  config_ = next.config;
  ++state_.generation;
  state_.since = now;
  state_.refusal.clear();
  WatchFiles();
  if (audit_ != nullptr) {
    audit_->Write("reloaded", {{"generation", absl::StrCat(state_.generation)}},
                  now);
  }
  return absl::OkStatus();
}

absl::Status LiveConfiguration::Apply(const LoadedConfig& next) {
  const auto plan = PlanReload(config_, next);
  if (!plan.ok()) return plan.status();
  // The only step that can fail, so the first.
  if (plan->callers) {
    const absl::Status status = gatekeeper_.Change(next.config);
    if (!status.ok()) return status;
    live_.TellRulesChanged();
  }
  for (const auto& [name, how] : plan->identities) {
    identities_.all().at(name)->pool->ChangeTo(
        PoolOptionsFor(next.config, name), HowOf(how));
  }
  return absl::OkStatus();
}

void LiveConfiguration::NoteRefusal(const absl::Status& why, absl::Time now) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    state_.refusal = std::string(why.message());
    state_.refused = now;
    ++state_.refusals;
  }
  if (audit_ != nullptr) {
    audit_->Write("reload_refused", {{"why", std::string(why.message())}}, now);
  }
  spdlog::error("the configuration stays as it was: {}",
                std::string(why.message()));
}

void LiveConfiguration::RenewWhereFilesChanged(absl::Time now) {
  std::vector<std::string> changed;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto& [name, files] : files_) {
      if (files.Changed(now)) changed.push_back(name);
    }
  }
  for (const std::string& name : changed) {
    spdlog::info("identity {}: its files have changed; sessions are renewed",
                 name);
    identities_.all().at(name)->pool->Renew();
  }
}

LiveConfiguration::State LiveConfiguration::Describe() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  State state = state_;
  state.insecure_any = config_.callers().insecure_any();
  return state;
}

config::v1::Drain LiveConfiguration::drain() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return config_.drain();
}

}  // namespace wampbridge::bridge
