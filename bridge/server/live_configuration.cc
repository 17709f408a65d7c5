// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/live_configuration.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/config/certificates.h"
#include "bridge/config/per_caller.h"
#include "bridge/errors/failures.h"
#include "bridge/identities/pool_settings.h"

namespace wampbridge::bridge {
namespace {

constexpr absl::Duration kCertificateInterval = absl::Seconds(10);

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

// By what they are for.
std::map<std::string, std::string> CertificateFilesOf(
    const config::v1::Config& config) {
  std::map<std::string, std::string> files;
  const auto add = [&files](const std::string& use, const std::string& file) {
    if (!file.empty()) files.emplace(use, file);
  };
  add("grpc", config.grpc().tls().cert_file());
  for (const auto& [name, router] : config.routers()) {
    add("routers." + name, router.tls().cert_file());
  }
  return files;
}

Failure Gone(const std::string& name) {
  return NotSent(
      grpc::StatusCode::FAILED_PRECONDITION,
      absl::StrCat("identity ", name, " is not in the configuration any more"));
}

Failure MadeAnew(const std::string& name) {
  Failure failure =
      NotSent(grpc::StatusCode::UNAVAILABLE,
              absl::StrCat("identity ", name, " has changed; come again"));
  failure.retry_after = absl::ZeroDuration();
  return failure;
}

}  // namespace

LiveConfiguration::LiveConfiguration(const config::v1::Config& config,
                                     Parts parts, absl::Time now)
    : parts_(std::move(parts)), config_(config) {
  state_.since = now;
  WatchFiles();
  ReadCertificateEnds(now);
}

// Those that are watched already stay so: one of them may just have changed.
void LiveConfiguration::WatchFiles() {
  const auto before = std::exchange(watched_, {});
  for (const auto& [name, unused] : parts_.identities.all()) {
    std::vector<std::string> paths = FilesOf(config_, name);
    const auto known = before.find(name);
    if (known != before.end() && known->second.paths == paths) {
      watched_.insert(*known);
    } else {
      watched_.emplace(name, Watched{paths, WatchedFiles(paths)});
    }
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
  if (parts_.audit != nullptr) {
    parts_.audit->Write("reloaded",
                        {{"generation", absl::StrCat(state_.generation)}}, now);
  }
  return absl::OkStatus();
}

absl::Status LiveConfiguration::Apply(const LoadedConfig& next) {
  const auto plan = PlanReload(config_, next);
  if (!plan.ok()) return plan.status();
  // The only step that can fail, so the first.
  if (plan->callers) {
    absl::Status status = parts_.gatekeeper.Change(next.config);
    if (!status.ok()) return status;
  }
  if (plan->settings) parts_.apply_settings(next.config);
  const auto config = std::make_shared<const config::v1::Config>(next.config);
  for (const std::string& name : plan->removed) {
    Remove(name, plan->added.contains(name) ? MadeAnew(name) : Gone(name));
  }
  for (const auto& [name, how] : plan->identities) Change(*config, name, how);
  for (const std::string& name : plan->added) Add(config, name);
  if (plan->callers) parts_.live.TellRulesChanged();
  return absl::OkStatus();
}

void LiveConfiguration::Remove(const std::string& name, const Failure& why) {
  const auto shared = parts_.identities.all();
  const auto per_caller = parts_.identities.per_caller();
  parts_.identities.Remove(name);
  parts_.forget(name);
  if (const auto found = shared.find(name); found != shared.end()) {
    found->second->pool->SetStateListener(nullptr);
    Retire(found->second, why);
  }
  if (const auto found = per_caller.find(name); found != per_caller.end()) {
    found->second->Close(why);
  }
}

void LiveConfiguration::Change(const config::v1::Config& next,
                               const std::string& name,
                               ReloadPlan::Sessions how) {
  const auto all = parts_.identities.all();
  const Identities::Pointer& identity = all.at(name);
  parts_.identities.Add(IdentityMaker::DescribeAnew(next, *identity));
  identity->pool->ChangeTo(PoolOptionsFor(next, name), HowOf(how));
}

void LiveConfiguration::Add(
    const std::shared_ptr<const config::v1::Config>& next,
    const std::string& name) {
  if (IsPerCaller(next->identities().at(name))) {
    parts_.identities.Add(name, parts_.maker.MakeForCallers(next, name));
    return parts_.begin_for_callers(name);
  }
  const Identities::Pointer identity = parts_.maker.Make(*next, name);
  parts_.identities.Add(identity);
  parts_.begin(identity);
}

void LiveConfiguration::NoteRefusal(const absl::Status& why, absl::Time now) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    state_.refusal = std::string(why.message());
    state_.refused = now;
    ++state_.refusals;
  }
  if (parts_.audit != nullptr) {
    parts_.audit->Write("reload_refused", {{"why", std::string(why.message())}},
                        now);
  }
  spdlog::error("the configuration stays as it was: {}",
                std::string(why.message()));
}

void LiveConfiguration::RenewWhereFilesChanged(absl::Time now) {
  ReadCertificateEnds(now);
  std::vector<std::string> changed;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto& [name, watched] : watched_) {
      if (watched.files.Changed(now)) changed.push_back(name);
    }
  }
  for (const std::string& name : changed) {
    spdlog::info("identity {}: its files have changed; sessions are renewed",
                 name);
    const auto all = parts_.identities.all();
    if (const auto found = all.find(name); found != all.end()) {
      found->second->pool->Renew();
    }
  }
}

LiveConfiguration::State LiveConfiguration::Describe() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  State state = state_;
  state.insecure_any = config_.callers().insecure_any();
  return state;
}

void LiveConfiguration::ReadCertificateEnds(absl::Time now) {
  if (now < next_look_) return;
  next_look_ = now + kCertificateInterval;
  std::map<std::string, std::string> files;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    files = CertificateFilesOf(config_);
  }
  std::map<std::string, absl::Time> ends;
  for (const auto& [use, file] : files) {
    if (const auto end = CertificateEnd(file)) ends.emplace(use, *end);
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  state_.certificate_ends = std::move(ends);
}

config::v1::Drain LiveConfiguration::drain() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return config_.drain();
}

}  // namespace wampbridge::bridge
