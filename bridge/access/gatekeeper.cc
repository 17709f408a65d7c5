// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/gatekeeper.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {
namespace {

constexpr char kAuthorization[] = "authorization";
constexpr std::string_view kBearer = "Bearer ";

bool IsUnixPeer(std::string_view peer) { return peer.starts_with("unix"); }

std::shared_ptr<const Caller> UnprovenAt(std::string listener) {
  auto caller = std::make_shared<Caller>();
  caller->listener = std::move(listener);
  return caller;
}

std::string First(const grpc::AuthContext& proven, const char* property) {
  const auto values = proven.FindPropertyValues(property);
  return values.empty() ? std::string()
                        : std::string(values[0].data(), values[0].size());
}

// What a certificate's owner is called, by the first name that there is.
std::string SubjectOf(const grpc::AuthContext& proven) {
  for (const char* property :
       {"peer_spiffe_id", "peer_uri", "peer_dns", "x509_subject"}) {
    std::string name = First(proven, property);
    if (!name.empty()) return name;
  }
  return {};
}

Failure Unauthenticated(std::string_view why) {
  return Rejected(
      absl::UnauthenticatedError(absl::string_view(why.data(), why.size())));
}

Failure Denied(const std::string& why) {
  return Rejected(absl::PermissionDeniedError(why));
}

// The listener, where there is one of its kind: others cannot be told apart.
std::string OnlyOne(const config::v1::Grpc& grpc, bool wants_unix) {
  std::string only;
  for (const std::string& address : grpc.listen()) {
    if (IsUnixPeer(address) != wants_unix) continue;
    if (!only.empty()) return {};
    only = address;
  }
  return only;
}

}  // namespace

Gatekeeper::Terms::Terms(const config::v1::Config& config, CallerAccess allowed)
    : access(allowed),
      wants_certificates(config.callers().authentication().has_mtls()),
      unproven_unix(UnprovenAt(OnlyOne(config.grpc(), true))),
      unproven_tcp(UnprovenAt(OnlyOne(config.grpc(), false))) {}

absl::StatusOr<Gatekeeper::Pointer> Gatekeeper::Read(
    const config::v1::Config& config) {
  const config::v1::Callers& callers = config.callers();
  auto terms = std::make_shared<Terms>(
      config,
      CallerAccess(callers.insecure_any() ? CallerAccess::Allowed::kEveryone
                                          : CallerAccess::Allowed::kLocalOnly));
  for (const config::v1::JwtIssuer& issuer : callers.authentication().jwt()) {
    auto keys = IssuerKeys::Create(issuer);
    if (!keys.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("callers.authentication.jwt: issuer ", issuer.issuer(),
                       ": ", keys.status().message()));
    }
    terms->issuers.push_back(*std::move(keys));
  }
  if (callers.rules_size() == 0) return terms;
  auto rules = CallerRules::Create(callers);
  if (!rules.ok()) return rules.status();
  terms->rules = *std::move(rules);
  terms->limits = terms->rules->HaveLimits();
  return terms;
}

absl::StatusOr<std::unique_ptr<Gatekeeper>> Gatekeeper::Create(
    const config::v1::Config& config) {
  auto terms = Read(config);
  if (!terms.ok()) return terms.status();
  return std::unique_ptr<Gatekeeper>(new Gatekeeper(*std::move(terms)));
}

absl::Status Gatekeeper::Change(const config::v1::Config& config) {
  auto terms = Read(config);
  if (!terms.ok()) return terms.status();
  const std::lock_guard<std::mutex> lock(mutex_);
  terms_ = *std::move(terms);
  return absl::OkStatus();
}

Gatekeeper::Pointer Gatekeeper::terms() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return terms_;
}

Gatekeeper::Admission Gatekeeper::Admit(const grpc::ServerContext& context) {
  const std::string peer = context.peer();
  const Pointer terms = this->terms();
  const auto unproven =
      IsUnixPeer(peer) ? terms->unproven_unix : terms->unproven_tcp;
  if (!terms->rules) {
    if (auto refused = terms->access.Check(peer)) return *std::move(refused);
    return unproven;
  }
  std::shared_ptr<const Caller> caller;
  if (auto by_token = ByToken(*terms, context, unproven->listener)) {
    if (std::holds_alternative<Failure>(*by_token)) return *by_token;
    caller = std::get<std::shared_ptr<const Caller>>(*by_token);
  }
  if (caller == nullptr)
    caller = ByCertificate(*terms, context, unproven->listener);
  if (caller == nullptr) caller = unproven;
  if (!terms->rules->For(*caller).empty()) return caller;
  if (caller->proof == Caller::Proof::kNone) {
    return Unauthenticated(
        "credentials are missing: callers.rules are for callers that prove who "
        "they are, by a bearer token or a client certificate");
  }
  return Denied("callers.rules: none is for this caller");
}

std::optional<Gatekeeper::Admission> Gatekeeper::ByToken(
    Terms& terms, const grpc::ServerContext& context,
    const std::string& listener) {
  if (terms.issuers.empty()) return std::nullopt;
  const auto [begin, end] =
      context.client_metadata().equal_range(kAuthorization);
  if (begin == end) return std::nullopt;
  const std::string_view header(begin->second.data(), begin->second.size());
  if (std::next(begin) != end) {
    return Unauthenticated("`authorization` is there twice");
  }
  if (!absl::StartsWithIgnoreCase(
          absl::string_view(header.data(), header.size()),
          absl::string_view(kBearer.data(), kBearer.size()))) {
    return Unauthenticated("`authorization` has to be `Bearer TOKEN`");
  }
  return Verified(terms, header.substr(kBearer.size()), listener);
}

Gatekeeper::Admission Gatekeeper::Verified(Terms& terms, std::string_view token,
                                           const std::string& listener) {
  const absl::Time now = absl::Now();
  if (auto known = terms.tokens.Find(token, listener, now)) return known;
  auth::JwtFault fault = auth::JwtFault::kIssuer;
  const std::string claimed = auth::JwtVerifier::ClaimedIssuer(token);
  if (claimed.empty()) fault = auth::JwtFault::kMalformed;
  for (const auto& issuer : terms.issuers) {
    if (issuer->issuer() != claimed) continue;
    auth::JwtVerifier::Result result = issuer->Verify(token, now);
    if (!result.ok) {
      fault = result.fault;
      continue;
    }
    auto caller = std::make_shared<Caller>();
    caller->proof = Caller::Proof::kJwt;
    caller->subject = std::move(result.claims.subject);
    caller->issuer = std::move(result.claims.issuer);
    caller->audience = std::move(result.claims.audience);
    caller->claims = std::move(result.claims.claims);
    caller->listener = listener;
    caller->expiry = result.claims.expiry;
    caller->token = std::make_shared<const auth::Secret>(token);
    terms.tokens.Add(token, caller, now);
    spdlog::debug("a token of {} lets {} in", caller->issuer, caller->subject);
    return caller;
  }
  return Unauthenticated(auth::DescribeFault(fault));
}

std::shared_ptr<const Caller> Gatekeeper::ByCertificate(
    const Terms& terms, const grpc::ServerContext& context,
    const std::string& listener) {
  if (!terms.wants_certificates) return nullptr;
  const auto proven = context.auth_context();
  // Only what the handshake has verified counts as a peer's identity.
  if (proven == nullptr || !proven->IsPeerAuthenticated()) return nullptr;
  auto caller = std::make_shared<Caller>();
  caller->proof = Caller::Proof::kMutualTls;
  caller->subject = SubjectOf(*proven);
  caller->listener = listener;
  return caller;
}

std::optional<Failure> Gatekeeper::DeniedToAdminister(
    const Caller& caller, std::string_view peer) const {
  const Pointer terms = this->terms();
  if (!terms->rules) {
    if (terms->access.allows_local_only() && IsLocalPeer(peer)) {
      return std::nullopt;
    }
    return Denied(
        "WampBridgeAdmin is for callers that callers.rules allow it by `admin: "
        "true`; without rules, and without insecure_any, for those on the "
        "bridge's own machine");
  }
  if (terms->rules->For(caller).MayAdminister()) return std::nullopt;
  return Denied("callers.rules: none of this caller's has `admin: true`");
}

std::optional<CallerLimits::Limits> Gatekeeper::LimitsOf(
    const Caller& caller) const {
  const Pointer terms = this->terms();
  if (!terms->limits) return std::nullopt;
  const CallerRules::Matching rules = terms->rules->For(caller);
  if (rules.empty()) return std::nullopt;
  return rules.limits();
}

Gatekeeper::Permission Gatekeeper::Permit(const Caller& caller,
                                          std::string_view identity,
                                          std::span<const Wish> wishes) const {
  const Pointer terms = this->terms();
  if (!terms->rules) return std::string(identity);
  const CallerRules::Matching rules = terms->rules->For(caller);
  std::string name(identity);
  if (rules.empty()) return Denied("callers.rules: none is for this caller");
  if (name.empty()) name = rules.DefaultIdentity();
  if (name.empty()) {
    return Denied("callers.rules: none of this caller's names an identity");
  }
  if (!rules.MayUse(name)) {
    return Denied(absl::StrCat("identity \"", name.substr(0, 64),
                               "\" does not exist or is not allowed"));
  }
  for (const Wish& wish : wishes) {
    const CallerRules::Decision decision = rules.Decide(name, wish);
    if (decision.allowed) continue;
    const std::string match =
        wish.match == wamp::MatchPolicy::kExact
            ? std::string()
            : std::string(wamp::MatchPolicyName(wish.match)) + " ";
    return Denied(absl::StrCat(
        decision.place, ": ", std::string(NameOf(wish.action)), " ", match,
        std::string(wish.uri.substr(0, 256)), ": ", decision.why));
  }
  return name;
}

}  // namespace wampbridge::bridge
