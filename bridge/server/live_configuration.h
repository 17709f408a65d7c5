// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_LIVE_CONFIGURATION_H_
#define BRIDGE_SERVER_LIVE_CONFIGURATION_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/access/gatekeeper.h"
#include "bridge/access/watched_files.h"
#include "bridge/audit/audit_log.h"
#include "bridge/config/loader.h"
#include "bridge/config/reload_plan.h"
#include "bridge/errors/failure.h"
#include "bridge/identities/identities.h"
#include "bridge/identities/identity_maker.h"
#include "bridge/server/live_rpcs.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// The configuration that a running bridge serves by, and how it goes over to
// another: whole or not at all (docs/configuration.md "Reload"). Renews the
// sessions of identities whose secret or certificate files have changed.
// Thread-safe; changes are made by one thread at a time.
class LiveConfiguration {
 public:
  struct State {
    uint64_t generation = 1;  // one more for each that took effect
    absl::Time since;         // when this one did
    std::string refusal;  // why the last one that was refused was; empty: none
    absl::Time refused;
    uint64_t refusals = 0;
    bool insecure_any = false;
    // When certificates end: that of `grpc`, and those of `routers.NAME`; as of
    // the last seconds.
    std::map<std::string, absl::Time> certificate_ends;
  };

  // What it changes; all must outlive it.
  struct Parts {
    Gatekeeper& gatekeeper;
    Identities& identities;
    IdentityMaker& maker;
    LiveRpcs& live;
    AuditLog* audit = nullptr;  // may be null
    // What each RPC reads is from this configuration from now on.
    std::function<void(const config::v1::Config&)> apply_settings;
    // An identity that was not there before begins to serve, or serves no more.
    std::function<void(const Identities::Pointer&)> begin;
    std::function<void(const std::string& name)> begin_for_callers;
    std::function<void(const std::string& name)> forget;
  };

  LiveConfiguration(const config::v1::Config& config, Parts parts,
                    absl::Time now);

  // Serves by `next` from now on, or changes nothing and says why.
  // REQUIRES: it is valid.
  absl::Status Adopt(const LoadedConfig& next, absl::Time now);
  // A configuration could not be read; Adopt's own refusals are known.
  void NoteRefusal(const absl::Status& why, absl::Time now);
  // To be called often. Reads when certificates end, too.
  void RenewWhereFilesChanged(absl::Time now);

  State Describe() const;
  config::v1::Drain drain() const;

 private:
  absl::Status Apply(const LoadedConfig& next);
  void ReadCertificateEnds(absl::Time now);
  void Remove(const std::string& name, const Failure& why);
  void Change(const config::v1::Config& next, const std::string& name,
              ReloadPlan::Sessions how);
  void Add(const std::shared_ptr<const config::v1::Config>& next,
           const std::string& name);
  void WatchFiles();

  const Parts parts_;
  absl::Time next_look_ = absl::InfinitePast();  // at certificates

  mutable std::mutex mutex_;  // guards what follows
  config::v1::Config config_;
  State state_;
  struct Watched {
    std::vector<std::string> paths;
    WatchedFiles files;
  };
  std::map<std::string, Watched> watched_;  // by identity
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_LIVE_CONFIGURATION_H_
