// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_UNARY_RPC_H_
#define BRIDGE_SERVER_UNARY_RPC_H_

#include <google/protobuf/message_lite.h>
#include <grpcpp/support/async_unary_call.h>
#include <grpcpp/support/byte_buffer.h>

#include <atomic>
#include <memory>
#include <optional>

#include "bridge/server/rpc.h"

namespace wampbridge::bridge {

// A unary RPC in octets: one request, one answer or failure; whichever comes
// first counts, from whatever thread. Its tags come out of the quiet queue:
// whoever answers takes them out at once. Handlers derive from it, and offer it
// with that queue as the call's own.
class UnaryRpc : public Rpc {
 public:
  using Writer = grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>;

  void OnAbort() override;

 protected:
  UnaryRpc(Serving& serving, ServingQueue& queue, RpcKind kind,
           std::optional<RpcMethod> method)
      : Rpc(serving, queue, kind, method), writer_(&context()) {}

  // The request has come and may be served.
  virtual void OnRequest(grpc::ByteBuffer& request) = 0;
  // The RPC is over without an answer: nobody waits for it any more.
  virtual void OnGone() {}

  void Answer(const google::protobuf::MessageLite& response);
  void Fail(const Failure& failure);

  grpc::ByteBuffer* request() { return &request_; }
  Writer* writer() { return &writer_; }

 private:
  void OnStart(const std::optional<Failure>& refusal) final;
  size_t RequestOctets() const final { return request_.Length(); }
  void OnCancelled() final;
  void OnOver() final { serving_queue().LeaveQuiet(); }
  void OnFinished(bool ok);
  bool Claim() { return !answered_.exchange(true); }

  grpc::ByteBuffer request_;
  Writer writer_;
  std::atomic<bool> answered_{false};
  MethodTag<UnaryRpc, &UnaryRpc::OnFinished> finished_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_UNARY_RPC_H_
