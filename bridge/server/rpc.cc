// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/rpc.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "absl/time/clock.h"
#include "bridge/errors/failure_status.h"
#include "bridge/server/denial.h"
#include "bridge/server/permitted_identity.h"

namespace wampbridge::bridge {
namespace {

bool IsPrintable(std::string_view text) {
  return std::ranges::all_of(
      text, [](char octet) { return octet >= ' ' && octet <= '~'; });
}

}  // namespace

void* Rpc::ArmStart() {
  // Its tag comes back only if the RPC begins.
  context_.AsyncNotifyWhenDone(done_.Arm(shared_from_this()));
  return started_.Arm(shared_from_this());
}

void Rpc::OnStarted(bool ok) {
  if (!ok) {  // the server goes down
    done_.Disarm();
    return;
  }
  const LiveRpcs::Room room = serving_.live->Enter(*this);
  Offer();
  std::optional<Failure> refusal = Refusal();
  if (!refusal && kind_ != RpcKind::kFree && room == LiveRpcs::Room::kNone) {
    refusal = serving_.live->Full(kind_);
  }
  OnStart(refusal);
  // Now that the stream is there to be ended.
  if (!refusal && kind_ == RpcKind::kStream) WatchExpiry();
  EndOperation();
}

// Health asks for neither credentials nor room, and is told while draining.
std::optional<Failure> Rpc::Refusal() {
  if (kind_ == RpcKind::kFree) return std::nullopt;
  if (serving_.draining.load(std::memory_order_relaxed)) {
    return DrainingFailure();
  }
  Gatekeeper::Admission admission = serving_.gatekeeper.Admit(context_);
  if (auto* failure = std::get_if<Failure>(&admission)) {
    AuditDenial(serving_,
                {.caller = nullptr, .identity = {}, .peer = context_.peer()},
                *failure);
    return std::move(*failure);
  }
  caller_ = std::get<std::shared_ptr<const Caller>>(std::move(admission));
  return TakePlace();
}

std::optional<Failure> Rpc::TakePlace() {
  const auto limits = serving_.gatekeeper.LimitsOf(*caller_);
  if (!limits) return std::nullopt;
  auto entered = serving_.caller_limits.Enter(*caller_, *limits,
                                              kind_ == RpcKind::kCall
                                                  ? CallerLimits::Kind::kCall
                                                  : CallerLimits::Kind::kStream,
                                              RequestOctets(), absl::Now());
  if (auto* failure = std::get_if<Failure>(&entered)) return *failure;
  ticket_ = std::get<CallerLimits::TicketPointer>(std::move(entered));
  return std::nullopt;
}

std::optional<Failure> Rpc::ChargeCaller(size_t octets) {
  return ticket_ == nullptr ? std::nullopt
                            : ticket_->Charge(octets, absl::Now());
}

void Rpc::WatchExpiry() {
  if (caller_->expiry == absl::InfiniteFuture()) return;
  expiry_ =
      std::make_unique<Alarm>(*serving_.deadlines, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
          self->OnAccessLost(Rejected(absl::UnauthenticatedError(
              "the caller's token has expired; come back with a new one")));
        }
      });
  expiry_->SetAt(caller_->expiry);
}

void Rpc::OnDone(bool /*ok*/) {
  if (context_.IsCancelled()) OnCancelled();
  if (operations_.fetch_or(1) == 0) Leave();
}

bool Rpc::BeginOperation() {
  if ((operations_.fetch_add(2) & 1) == 0) return true;
  EndOperation();
  return false;
}

void Rpc::EndOperation() {
  if (operations_.fetch_sub(2) == 3) Leave();
}

void Rpc::Leave() {
  OnOver();
  ticket_ = nullptr;
  serving_.live->Leave(*this);
}

grpc::Status Rpc::StatusOf(const Failure& failure) {
  FailureStatus rendered = ToStatus(failure);
  for (const auto& [name, value] : rendered.trailers) {
    context_.AddTrailingMetadata(name, value);
  }
  return std::move(rendered.status);
}

absl::Time Rpc::ClientDeadline() const {
  const absl::Time deadline = absl::FromChrono(context_.deadline());
  const absl::Duration left = deadline - absl::Now();
  // gRPC says "none" by a time far away (2262).
  if (left > absl::Hours(24 * 365)) return absl::InfiniteFuture();
  return serving_.deadlines->Now() + left;
}

std::variant<Identities::Pointer, Failure> Rpc::IdentityFor(
    std::string_view name, std::span<const Wish> wishes) {
  auto identity = PermittedIdentity(serving_, *caller_, name, wishes);
  if (const auto* found = std::get_if<Identities::Pointer>(&identity)) {
    ActFor(**found);
    if (kind_ == RpcKind::kStream) Grant(**found, wishes);
  }
  return identity;
}

void Rpc::Grant(const Identity& identity, std::span<const Wish> wishes) {
  const std::lock_guard<std::mutex> lock(granted_mutex_);
  granted_identity_ = identity.name;
  granted_.assign(wishes.begin(), wishes.end());
  granted_uris_.clear();
  for (const Wish& wish : wishes) granted_uris_.emplace_back(wish.uri);
  for (size_t i = 0; i < granted_.size(); ++i) {
    granted_[i].uri = granted_uris_[i];
  }
}

void Rpc::OnRulesChanged() {
  if (kind_ != RpcKind::kStream) return;
  std::optional<Failure> lost;
  {
    const std::lock_guard<std::mutex> lock(granted_mutex_);
    if (granted_identity_.empty()) return;  // not yet, or not at all
    Gatekeeper::Admission admission = serving_.gatekeeper.Admit(context_);
    if (const auto* failure = std::get_if<Failure>(&admission)) {
      lost = *failure;
    } else {
      const auto permission = serving_.gatekeeper.Permit(
          *std::get<std::shared_ptr<const Caller>>(admission),
          granted_identity_, granted_);
      if (const auto* denied = std::get_if<Failure>(&permission)) {
        lost = *denied;
      }
    }
  }
  if (lost) OnAccessLost(*lost);
}

void Rpc::CountEnd(const Failure* failure) {
  ServingCounters& counters = serving_.counters;
  (failure == nullptr ? counters.rpcs_answered : counters.rpcs_failed)
      .fetch_add(1, std::memory_order_relaxed);
  if (!method_) return;
  RequestMetrics* const metrics = metrics_;
  (metrics == nullptr ? counters.without_identity : *metrics)
      .CountEnd(*method_, failure);
}

ClientTerms Rpc::TermsOfClient() const {
  return {caller_, ClientDeadline(), PropagatedMetadata()};
}

LiveRpc::Description Rpc::DescribeStream(std::string kind,
                                         const Identity& identity) const {
  Description described;
  described.kind = std::move(kind);
  described.peer = context_.peer();
  described.identity = identity.name;
  described.caller = caller_->subject;
  described.proof = std::string(NameOf(caller_->proof));
  return described;
}

Strings Rpc::PropagatedMetadata() const {
  Strings propagated;
  for (const std::string& key : serving_.propagated_keys.Get()) {
    const auto [begin, end] = context_.client_metadata().equal_range(key);
    for (auto entry = begin; entry != end; ++entry) {
      const std::string_view text(entry->second.data(), entry->second.size());
      // No gRPC client sends anything else (gRPC over HTTP/2, "ASCII-Value").
      if (!IsPrintable(text)) continue;
      const auto [known, added] = propagated.emplace(key, text);
      if (!added) known->second.append(",").append(text);
    }
  }
  return propagated;
}

}  // namespace wampbridge::bridge
