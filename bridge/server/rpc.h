// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_RPC_H_
#define BRIDGE_SERVER_RPC_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bridge/access/caller_rules.h"
#include "bridge/errors/failures.h"
#include "bridge/server/alarm.h"
#include "bridge/server/live_rpcs.h"
#include "bridge/server/rpc_admission.h"
#include "bridge/server/serving.h"
#include "bridge/server/serving_queue.h"
#include "bridge/server/tag.h"
#include "bridge/server/time_limit.h"
#include "bridge/tracing/request_trace.h"

namespace wampbridge::bridge {

// One RPC of whatever shape, from the moment that the server offers to take it
// until gRPC has no more to do with it. Counts what is inside gRPC, so that
// nothing is asked of an RPC that is over, and tells of its end. Knows nothing
// of requests and answers: UnaryRpc and StreamRpc do.
//
// The way: offered (ArmStart) → OnStart on the queue's thread → operations,
// each between BeginOperation and EndOperation, from any thread → gRPC says
// that it is over, and the last operation has come back → it leaves LiveRpcs.
class Rpc : public LiveRpc, public std::enable_shared_from_this<Rpc> {
 public:
  Rpc(const Rpc&) = delete;
  Rpc& operator=(const Rpc&) = delete;

  RpcKind kind() const final { return kind_; }
  std::shared_ptr<LiveRpc> Keep() final { return shared_from_this(); }
  void OnRulesChanged() final;

 protected:
  // `method`: of the service WampBridge; nullopt for others, whose ends are
  // not counted by method.
  Rpc(Serving& serving, ServingQueue& queue, RpcKind kind,
      std::optional<RpcMethod> method)
      : serving_(serving), queue_(queue), kind_(kind), method_(method) {}

  Serving& serving() { return serving_; }
  grpc::ServerCompletionQueue* queue() { return queue_.queue(); }
  ServingQueue& serving_queue() { return queue_; }
  grpc::ServerContext& context() { return context_; }
  // When the client stops waiting, on the bridge's loop clock; InfiniteFuture
  // where it said nothing.
  absl::Time ClientDeadline() const;

  // Who calls. REQUIRES: OnStart was called without a refusal.
  const std::shared_ptr<const Caller>& caller() const { return caller_; }
  // The identity that a request of this caller that names `name` is for, if
  // the rules grant all its wishes.
  std::variant<Identities::Pointer, Failure> IdentityFor(
      std::string_view name, std::span<const Wish> wishes);
  // The RPC acts for this identity: its end counts as the identity's.
  void ActFor(const Identity& identity) { metrics_ = identity.metrics; }
  // And as its URI's, which has a label; null: it has none.
  void CountAs(RequestMetrics* labelled) { labelled_ = labelled; }
  // All that this RPC says beside its messages.
  ClientTerms TermsOfClient() const;

  // What is the same for streams of all kinds, for LiveRpc::Describe.
  Description DescribeStream(std::string kind, const Identity& identity) const;

  // What of the client's request metadata goes along with a call or a
  // publication, and where it stands in a trace that the bridge adds nothing
  // to.
  Strings PropagatedMetadata() const;

  // What its client said of the trace that it belongs to.
  RequestTrace::Client ClientTrace() const;
  // Null: it is not traced.
  const std::shared_ptr<RequestTrace>& trace() const { return trace_; }

  // The tag for the Request… call that offers this RPC.
  void* ArmStart();

  // Offers the next RPC of this kind; this one has been taken.
  virtual void Offer() = 0;
  // It has begun; the request of a unary RPC is there. `refusal`: it has to be
  // failed with this, for the server drains or has no room or does not serve
  // this caller.
  virtual void OnStart(const std::optional<Failure>& refusal) = 0;
  // Its client has gone, or its deadline has passed. On the thread that takes
  // its tags out.
  virtual void OnCancelled() = 0;
  // A stream whose caller's credentials have expired, or which the rules forbid
  // since they have changed, ends with this. From any thread.
  virtual void OnAccessLost(const Failure& /*failure*/) {}
  // Of what its client sent with its beginning.
  virtual size_t RequestOctets() const { return 0; }
  // One more request within the stream, of so many octets; or why it is one too
  // many for its caller.
  std::optional<Failure> ChargeCaller(size_t octets);
  // It is over, and none of its tags is inside gRPC any more.
  virtual void OnOver() {}

  // The status that says so; its trailers go into the context. For the one
  // Finish of this RPC.
  grpc::Status StatusOf(const Failure& failure);

  // It ends now, with this status; null: well. Once.
  void CountEnd(const Failure* failure);

  // Whether an operation may be asked of gRPC; if so, EndOperation follows
  // when its tag comes back.
  bool BeginOperation();
  void EndOperation();

 private:
  void OnStarted(bool ok);
  void OnDone(bool ok);
  void Leave();
  void BeginTrace();
  std::optional<Failure> Refusal();
  void LogEnd(const Failure& failure);
  void WatchExpiry();
  void Grant(const Identity& identity, std::span<const Wish> wishes);

  Serving& serving_;
  ServingQueue& queue_;
  const RpcKind kind_;
  const std::optional<RpcMethod> method_;
  // Of its identity, once that is known; they outlive every RPC.
  std::atomic<RequestMetrics*> metrics_ = nullptr;
  std::atomic<RequestMetrics*> labelled_ = nullptr;  // of its URI
  std::shared_ptr<const Caller> caller_;
  // What was granted to a stream in the end; its wishes are of granted_uris.
  std::mutex granted_mutex_;  // guards the three
  std::string granted_identity_;
  std::vector<std::string> granted_uris_;
  std::vector<Wish> granted_;
  CallerLimits::TicketPointer ticket_;  // null: its use is not limited
  std::unique_ptr<Alarm> expiry_;       // of a stream whose caller's proof ends
  std::shared_ptr<RequestTrace> trace_;
  std::string request_id_;  // of one that has failed
  grpc::ServerContext context_;
  // Twice the operations inside gRPC, plus one when the RPC is over. Its start
  // is one: that it is over may come out of another queue, and sooner.
  std::atomic<int> operations_{2};
  MethodTag<Rpc, &Rpc::OnStarted> started_;
  MethodTag<Rpc, &Rpc::OnDone> done_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_RPC_H_
