// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_CALL_DUPLEX_HANDLER_H_
#define BRIDGE_SERVER_CALL_DUPLEX_HANDLER_H_

#include <atomic>
#include <memory>
#include <optional>

#include "bridge/server/bridge_service.h"
#include "bridge/server/progressive_call_rpc.h"

namespace wampbridge::bridge {

// One CallDuplex: CALLs with `progress` under one request id for the chunks
// that the client sends, and the RESULTs one by one (advanced profile,
// "Progressive Call Invocations").
//
// Reads one chunk at a time, and the next only once the session has taken it:
// while there is no session, or its write buffer has no room, gRPC's flow
// control holds the client back. What is wrong with a later chunk ends the call
// with outcome UNKNOWN, since the earlier ones may have run.
class CallDuplexHandler final
    : public ProgressiveCallRpc<
          grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> {
 public:
  // How long a chunk waits before it is tried again on a session whose write
  // buffer has no room: no longer than a loop needs to write some of it.
  static constexpr absl::Duration kRetryAfter = absl::Milliseconds(5);
  // gRPC ends the reading in one and the same way when the client has said all
  // and when it has cancelled or is gone, and says only after it which of the
  // two it was. What was cut short must not reach the callee as if it were
  // whole, so the last chunk of a half-close waits for this.
  static constexpr absl::Duration kHalfCloseGrace = absl::Milliseconds(20);

  static void Offer(BridgeService& service, Serving& serving,
                    ServingQueue& queue);
  CallDuplexHandler(BridgeService& service, Serving& serving,
                    ServingQueue& queue)
      : ProgressiveCallRpc(serving, queue, CallShape::kCallDuplex),
        service_(service) {}

 private:
  class Later;
  using Chunk = OutgoingCall::Chunk;
  // What the client may say next.
  enum class Expected { kCall, kChunk, kNothing };

  void Offer() override { Offer(service_, serving(), serving_queue()); }
  void OnStart(const std::optional<Failure>& refusal) override;
  void OnDrain() override;
  void OnSentAwaited() override { Read(); }

  void Read();
  void OnRead(bool ok);
  void OnReadEnd();
  void AcceptCall();
  void AcceptChunk();
  std::optional<Failure> CheckFirst() const;
  // Ends a stream whose call has not come. Nothing where it has.
  void EndUnbegun(const Failure& failure);
  // What was sent may have run.
  void GiveUpAfter(Failure failure);
  bool EncodeNext(const v1::Payload& payload, Chunk chunk);
  // chunk_, if there is one; then reads on.
  void SendNext();

  std::shared_ptr<CallDuplexHandler> SharedThis() {
    return std::static_pointer_cast<CallDuplexHandler>(shared_from_this());
  }

  BridgeService& service_;
  // The first message has come, or the stream has ended without it.
  std::atomic<bool> begun_{false};
  std::unique_ptr<Alarm> first_limit_;  // on the first message
  std::unique_ptr<Alarm> later_;        // has SendNext called
  MethodTag<CallDuplexHandler, &CallDuplexHandler::OnRead> read_;

  // Of the reading side, which is in one place at a time.
  grpc::ByteBuffer octets_;
  Expected expected_ = Expected::kCall;
  v1::CallDuplexRequest first_;
  std::optional<wamp::EncodedRequest> chunk_;  // waits for the session
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_CALL_DUPLEX_HANDLER_H_
