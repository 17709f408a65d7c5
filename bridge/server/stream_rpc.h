// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_STREAM_RPC_H_
#define BRIDGE_SERVER_STREAM_RPC_H_

#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <mutex>
#include <utility>
#include <variant>

#include "bridge/server/rpc.h"
#include "bridge/server/to_write.h"

namespace wampbridge::bridge {

// An RPC that writes many messages, in octets; `Stream` is gRPC's writer or
// reader-and-writer. Takes what is to be written from its handler one by one,
// so that at most one message is inside gRPC. Writes on the queue's thread: one
// event for many streams wakes it once, where a write from elsewhere would wake
// it for each tag. Handlers derive from it.
template <typename Stream>
class StreamRpc : public Rpc, public ServingQueue::Work {
 protected:
  StreamRpc(Serving& serving, ServingQueue& queue, RpcKind kind,
            std::optional<RpcMethod> method)
      : Rpc(serving, queue, kind, method), stream_(&context()) {}

  // The next to write. Asked by one thread at a time, never while a message is
  // inside gRPC, and no more once it has given the end.
  virtual ToWrite TakeNext() = 0;
  // There may be something to take. From any thread; the handler's lock must
  // not be held.
  void Pump();
  // Nobody reads: the client is given up, and OnCancelled follows.
  void Reset() { context().TryCancel(); }

  Stream* stream() { return &stream_; }

 private:
  void OnPosted() final { Step(); }
  void Step();
  void Write(const grpc::ByteBuffer& message);
  void Finish(const StreamEnd& end);
  // Whether Pump was called meanwhile; if not, the next one begins anew.
  bool PumpedAgain();
  void OnWritten(bool ok);
  void OnFinished(bool /*ok*/) { EndOperation(); }
  std::shared_ptr<StreamRpc> Self() {
    return std::static_pointer_cast<StreamRpc>(shared_from_this());
  }

  Stream stream_;
  std::mutex pump_mutex_;
  bool pumping_ = false;  // guarded by pump_mutex_
  bool again_ = false;    // guarded by pump_mutex_
  MethodTag<StreamRpc, &StreamRpc::OnWritten> written_;
  MethodTag<StreamRpc, &StreamRpc::OnFinished> finished_;
};

template <typename Stream>
void StreamRpc<Stream>::Pump() {
  {
    const std::lock_guard<std::mutex> lock(pump_mutex_);
    if (pumping_) {
      again_ = true;
      return;
    }
    pumping_ = true;
  }
  if (serving_queue().OnItsThread()) {
    Step();
  } else {
    serving_queue().Post(Self());
  }
}

template <typename Stream>
void StreamRpc<Stream>::Step() {
  while (true) {
    ToWrite next = TakeNext();
    if (auto* message = std::get_if<grpc::ByteBuffer>(&next)) {
      return Write(*message);
    }
    if (auto* end = std::get_if<StreamEnd>(&next)) return Finish(*end);
    if (!PumpedAgain()) return;
  }
}

template <typename Stream>
bool StreamRpc<Stream>::PumpedAgain() {
  const std::lock_guard<std::mutex> lock(pump_mutex_);
  pumping_ = std::exchange(again_, false);
  return pumping_;
}

template <typename Stream>
void StreamRpc<Stream>::Write(const grpc::ByteBuffer& message) {
  if (!BeginOperation()) return;
  stream_.Write(message, written_.Arm(Self()));
}

template <typename Stream>
void StreamRpc<Stream>::OnWritten(bool ok) {
  if (ok) Step();  // else the RPC is over, and gRPC will say so
  EndOperation();
}

template <typename Stream>
void StreamRpc<Stream>::Finish(const StreamEnd& end) {
  if (!BeginOperation()) return;
  CountEnd(end.failure ? &*end.failure : nullptr);
  stream_.Finish(end.failure ? StatusOf(*end.failure) : grpc::Status::OK,
                 finished_.Arm(Self()));
}

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_STREAM_RPC_H_
