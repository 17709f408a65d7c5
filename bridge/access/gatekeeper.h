// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ACCESS_GATEKEEPER_H_
#define BRIDGE_ACCESS_GATEKEEPER_H_

#include <grpcpp/server_context.h>

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/access/caller.h"
#include "bridge/access/caller_access.h"
#include "bridge/access/caller_limits.h"
#include "bridge/access/caller_rules.h"
#include "bridge/access/issuer_keys.h"
#include "bridge/access/token_cache.h"
#include "bridge/errors/failure.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// Lets callers in: finds out who an RPC's client is, as far as it can prove it,
// and what the rules allow it. Without rules it is CallerAccess that decides,
// and every caller may do everything. Thread-safe.
class Gatekeeper {
 public:
  // Reads the issuers' keys. InvalidArgument names the file.
  static absl::StatusOr<std::unique_ptr<Gatekeeper>> Create(
      const config::v1::Config& config);

  // Who calls; or UNAUTHENTICATED for one who has proven nothing that a rule
  // wants, and PERMISSION_DENIED for one whom no rule is for.
  using Admission = std::variant<std::shared_ptr<const Caller>, Failure>;
  Admission Admit(const grpc::ServerContext& context);

  // The identity that a request which names `identity` (may be empty) is for;
  // or why it is not allowed, by the rule's place. Without rules the name that
  // was given, and nothing is checked.
  using Permission = std::variant<std::string, Failure>;
  Permission Permit(const Caller& caller, std::string_view identity,
                    std::span<const Wish> wishes) const;

  // Why the caller, who is there (in gRPC's words), may not use
  // WampBridgeAdmin; nullopt: it may.
  std::optional<Failure> DeniedToAdminister(const Caller& caller,
                                            std::string_view peer) const;

  // What the caller may use. nullopt: nobody's use is limited.
  std::optional<CallerLimits::Limits> LimitsOf(const Caller& caller) const;

  // Whether there are any.
  bool has_rules() const { return terms()->rules.has_value(); }

  // Other callers, issuers and rules from now on; a configuration that is no
  // good, as Create says it, changes nothing.
  absl::Status Change(const config::v1::Config& config);

 private:
  // What one configuration says.
  struct Terms {
    Terms(const config::v1::Config& config, CallerAccess allowed);

    const CallerAccess access;
    const bool wants_certificates;
    std::vector<std::unique_ptr<IssuerKeys>> issuers;
    std::optional<CallerRules> rules;
    bool limits = false;  // some of them set limits
    TokenCache tokens;
    // Whoever is let in for the place alone; one for each kind of listener,
    // which is named where it is the only one of its kind.
    const std::shared_ptr<const Caller> unproven_unix;
    const std::shared_ptr<const Caller> unproven_tcp;
  };
  using Pointer = std::shared_ptr<Terms>;

  explicit Gatekeeper(Pointer terms) : terms_(std::move(terms)) {}
  static absl::StatusOr<Pointer> Read(const config::v1::Config& config);
  Pointer terms() const;
  // nullopt: no credential of this kind is there, or none is wanted.
  static std::optional<Admission> ByToken(Terms& terms,
                                          const grpc::ServerContext& context,
                                          const std::string& listener);
  static std::shared_ptr<const Caller> ByCertificate(
      const Terms& terms, const grpc::ServerContext& context,
      const std::string& listener);
  static Admission Verified(Terms& terms, std::string_view token,
                            const std::string& listener);

  mutable std::mutex mutex_;
  Pointer terms_;  // guarded by mutex_
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ACCESS_GATEKEEPER_H_
