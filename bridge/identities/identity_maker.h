// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_IDENTITY_MAKER_H_
#define BRIDGE_IDENTITIES_IDENTITY_MAKER_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

#include "bridge/audit/audit_log.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/identities/caller_identities.h"
#include "bridge/identities/identities.h"
#include "bridge/identities/identity.h"
#include "bridge/identities/identity_template.h"
#include "bridge/metrics/request_metrics_by_identity.h"
#include "bridge/pool/pool_options.h"
#include "proto/wampbridge/config/v1/config.pb.h"
#include "wamp/transport/io_threads.h"

namespace wampbridge::bridge {

class Tracer;

// Makes what serves identities of configurations: hubs, and pools that are not
// started. Thread-safe.
class IdentityMaker {
 public:
  using Pointer = CallerIdentities::Pointer;

  // All must outlive it and what it makes; `audit` and `tracer` may be null.
  IdentityMaker(transport::IoThreads& io, const ErrorMapper& errors,
                RequestMetricsByIdentity& metrics, AuditLog* audit,
                Tracer* tracer);

  // All of the configuration.
  void MakeAll(const config::v1::Config& config, Identities& identities);
  // One that all callers share. REQUIRES: the configuration is valid and has
  // it.
  Pointer Make(const config::v1::Config& config, const std::string& name);
  // One that is another for each caller. It must not outlive this.
  std::shared_ptr<CallerIdentities> MakeForCallers(
      std::shared_ptr<const config::v1::Config> config,
      const std::string& name);
  // The same sessions and streams, described by another configuration.
  static Pointer DescribeAnew(const config::v1::Config& config,
                              const Identity& identity);

 private:
  Pointer Serve(const config::v1::Config& config, Identity identity,
                PoolOptions pool);
  Pointer MakeForCaller(const config::v1::Config& config,
                        const std::string& name, const CallerTerms& terms,
                        CallerIdentities::Refused refused);

  transport::IoThreads& io_;
  const ErrorMapper& errors_;
  RequestMetricsByIdentity& metrics_;
  AuditLog* const audit_;
  Tracer* const tracer_;
  std::atomic<size_t> next_ = 0;  // where the next one begins among the loops
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_IDENTITY_MAKER_H_
