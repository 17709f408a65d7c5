// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/reload_plan.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

#include "bridge/config/names.h"
#include "bridge/config/per_caller.h"

namespace wampbridge::bridge {
namespace {

using config::v1::Config;
using config::v1::Identity;
using config::v1::Router;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using Sessions = ReloadPlan::Sessions;

constexpr char kRestart[] =
    "has changed, which takes effect at a restart only; restart, or put it "
    "back";

bool Same(const Message& one, const Message& other) {
  return MessageDifferencer::Equals(one, other);
}

// Compares two configurations, key by key.
class Planner {
 public:
  Planner(const Config& from, const LoadedConfig& to)
      : from_(from), to_(to.config), sources_(to.sources) {}

  absl::StatusOr<ReloadPlan> Plan() {
    absl::Status status = CheckWhole();
    if (!status.ok()) return status;
    plan_.callers = !Same(from_.callers(), to_.callers());
    plan_.drain = !Same(from_.drain(), to_.drain());
    plan_.settings = !Same(SettingsOf(from_), SettingsOf(to_));
    PlanIdentities();
    return plan_;
  }

 private:
  // What each RPC reads.
  static Config SettingsOf(const Config& config) {
    Config settings;
    *settings.mutable_limits() = config.limits();
    *settings.mutable_retry() = config.retry();
    *settings.mutable_errors() = config.errors();
    *settings.mutable_metadata()->mutable_propagate() =
        config.metadata().propagate();
    settings.mutable_telemetry()->mutable_log()->set_level(
        config.telemetry().log().level());
    settings.mutable_telemetry()->mutable_tracing()->set_sample_ratio(
        config.telemetry().tracing().sample_ratio());
    return settings;
  }

  absl::Status Restart(const KeyPath& path) const {
    return sources_.Error(path, kRestart);
  }

  // Everything else than what is looked at by itself.
  absl::Status CheckWhole() const {
    Config from = from_;
    Config to = to_;
    for (Config* each : {&from, &to}) {
      each->clear_callers();
      each->clear_drain();
      each->clear_limits();
      each->clear_retry();
      each->clear_errors();
      each->mutable_metadata()->clear_propagate();
      each->mutable_telemetry()->mutable_log()->clear_level();
      each->mutable_telemetry()->mutable_tracing()->clear_sample_ratio();
      each->clear_routers();
      each->clear_identities();
    }
    const auto* fields = Config::descriptor();
    for (int i = 0; i < fields->field_count(); ++i) {
      const std::vector<const google::protobuf::FieldDescriptor*> only = {
          fields->field(i)};
      MessageDifferencer differencer;
      if (differencer.CompareWithFields(from, to, only, only)) continue;
      return Restart(KeyPath().Child(fields->field(i)->name()));
    }
    return absl::OkStatus();
  }

  void PlanIdentities() {
    for (const auto& [name, unused] : from_.identities()) {
      if (!to_.identities().contains(name)) plan_.removed.insert(name);
    }
    for (const auto& [name, unused] : to_.identities()) {
      if (from_.identities().contains(name)) {
        PlanIdentity(name);
      } else {
        plan_.added.insert(name);
      }
    }
  }

  void PlanIdentity(const std::string& name) {
    const Identity& before = from_.identities().at(name);
    const Identity& now = to_.identities().at(name);
    const Router& router_before = from_.routers().at(before.router());
    const Router& router_now = to_.routers().at(now.router());
    const bool waiters = from_.limits().waiters() != to_.limits().waiters();
    if (!waiters && Same(before, now) && Same(router_before, router_now)) {
      return;
    }
    if (IsPerCaller(before) || IsPerCaller(now)) {
      plan_.removed.insert(name);
      plan_.added.insert(name);
      return;
    }
    plan_.identities[name] =
        HowSessions(before, now, router_before, router_now);
  }

  static Sessions HowSessions(const Identity& before, const Identity& now,
                              const Router& router_before,
                              const Router& router_now) {
    if (before.realm() != now.realm() || before.router() != now.router() ||
        !std::ranges::equal(router_before.urls(), router_now.urls()) ||
        !std::ranges::equal(router_before.serializers(),
                            router_now.serializers())) {
      return Sessions::kWithGap;
    }
    const bool only_pool =
        Same(before.auth(), now.auth()) && Same(router_before, router_now);
    return only_pool ? Sessions::kBounds : Sessions::kRenew;
  }

  const Config& from_;
  const Config& to_;
  const SourceMap& sources_;
  ReloadPlan plan_;
};

}  // namespace

absl::StatusOr<ReloadPlan> PlanReload(const Config& from,
                                      const LoadedConfig& to) {
  return Planner(from, to).Plan();
}

}  // namespace wampbridge::bridge
