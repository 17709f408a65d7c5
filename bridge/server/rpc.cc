// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/rpc.h"

#include <chrono>
#include <string_view>
#include <utility>

#include "absl/time/clock.h"
#include "bridge/errors/failure_status.h"
#include "bridge/server/client_metadata.h"
#include "bridge/server/permitted_identity.h"

namespace wampbridge::bridge {
namespace {

// Streams are not traced: what comes by them is.
std::optional<RequestTrace::Kind> TracedAs(std::optional<RpcMethod> method) {
  if (!method) return std::nullopt;
  switch (*method) {
    case RpcMethod::kCall:
    case RpcMethod::kCallProgressive:
    case RpcMethod::kCallDuplex:
      return RequestTrace::Kind::kCall;
    case RpcMethod::kPublish:
      return RequestTrace::Kind::kPublication;
    default:
      return std::nullopt;
  }
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
  BeginTrace();
  const LiveRpcs::Room room = serving_.live->Enter(*this);
  Offer();
  std::optional<Failure> refusal = Refusal();
  if (!refusal && kind_ != RpcKind::kFree && room == LiveRpcs::Room::kNone) {
    refusal = serving_.live->Full(kind_);
  }
  // Whoever is turned away could fill the collector's queue.
  if (refusal && trace_ != nullptr) trace_->Discard();
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
  auto admitted = AdmitRpc(serving_, context_, kind_, RequestOctets());
  if (auto* failure = std::get_if<Failure>(&admitted)) {
    return std::move(*failure);
  }
  auto& [caller, ticket] = std::get<AdmittedRpc>(admitted);
  caller_ = std::move(caller);
  ticket_ = std::move(ticket);
  return std::nullopt;
}

// Trace Context, "Processing Model": several traceparents are none, several
// tracestates are one list.
RequestTrace::Client Rpc::ClientTrace() const {
  if (context_.client_metadata().count(kTraceparent) != 1) return {};
  const Strings state = bridge::PropagatedMetadata(context_, {kTracestate});
  return {.traceparent = std::string(MetadataText(context_, kTraceparent)),
          .tracestate = state.empty() ? "" : state.begin()->second};
}

void Rpc::BeginTrace() {
  if (serving_.tracer == nullptr) return;
  const auto kind = TracedAs(method_);
  if (!kind) return;
  trace_ = RequestTrace::Begin(serving_.tracer, *kind, NameOf(*method_),
                               ClientTrace());
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
  if (context_.IsCancelled()) {
    if (trace_ != nullptr) trace_->Cancel();
    OnCancelled();
  }
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
  if (!request_id_.empty()) {
    context_.AddTrailingMetadata("x-request-id", request_id_);
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
  if (trace_ != nullptr) trace_->End(failure);
  if (!method_) return;
  if (failure != nullptr) LogEnd(*failure);
  RequestMetrics* const metrics = metrics_;
  (metrics == nullptr ? counters.without_identity : *metrics)
      .CountEnd(*method_, failure);
  RequestMetrics* const labelled = labelled_;
  if (labelled != nullptr) labelled->CountEnd(*method_, failure);
}

void Rpc::LogEnd(const Failure& failure) {
  request_id_ = RequestIdOf(context_);
  if (!RpcLog::Wants(failure)) return;
  RpcLog::Ended ended{.method = NameOf(*method_),
                      .request_id = request_id_,
                      .trace_id = {},
                      .peer = context_.peer(),
                      .subject = {}};
  if (trace_ != nullptr) ended.trace_id = trace_->trace_id();
  if (caller_ != nullptr) ended.subject = caller_->subject;
  serving_.log.Failed(ended, failure, absl::Now());
}

ClientTerms Rpc::TermsOfClient() const {
  return {caller_, ClientDeadline(), PropagatedMetadata(), trace_};
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
  Strings propagated =
      bridge::PropagatedMetadata(context_, serving_.propagated_keys.Get());
  const Tracer* const tracer = serving_.tracer;
  if (tracer == nullptr || !tracer->carries() || trace_ != nullptr) {
    return propagated;
  }
  const auto [parent, state] = ClientTrace();
  if (const auto context = ParseTraceContext(parent, state)) {
    propagated.merge(EntriesOf(*context));
  }
  return propagated;
}

}  // namespace wampbridge::bridge
