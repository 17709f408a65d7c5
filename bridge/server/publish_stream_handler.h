// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_PUBLISH_STREAM_HANDLER_H_
#define BRIDGE_SERVER_PUBLISH_STREAM_HANDLER_H_

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "bridge/server/bridge_service.h"
#include "bridge/server/stream_rpc.h"

namespace wampbridge::bridge {

// One PublishStream: publications in order over a session of its own, and
// their answers as they come. At most kUnansweredMax, or kUnansweredOctetsMax,
// are under way; then it stops reading, and gRPC's flow control holds the
// client back. When the
// session is lost, what is unanswered gets its outcome and the stream ends.
class PublishStreamHandler final
    : public StreamRpc<
          grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> {
 public:
  // Enough to keep a router busy over a long line; bounds what a client that
  // does not read its answers can hold here.
  static constexpr int kUnansweredMax = 1000;
  // What has no answer may still wait in the session's write buffer
  // (write_buffer_bytes, 4 MiB), which refuses what does not fit.
  static constexpr size_t kUnansweredOctetsMax = 1 << 20;

  static void Offer(BridgeService& service, Serving& serving,
                    ServingQueue& queue);
  PublishStreamHandler(BridgeService& service, Serving& serving,
                       ServingQueue& queue)
      : StreamRpc(serving, queue, RpcKind::kStream, RpcMethod::kPublishStream),
        service_(service) {}

 private:
  class Publication;

  void Offer() override { Offer(service_, serving(), serving_queue()); }
  void OnStart(const std::optional<Failure>& refusal) override;
  void OnCancelled() override;
  std::optional<Description> Describe() override;
  void OnAccessLost(const Failure& failure) override;
  void OnDrain() override;
  void OnAbort() override;
  ToWrite TakeNext() override;

  void Read();
  void OnRead(bool ok);
  // Where it may go on: reads the next.
  void ReadNext();
  // Takes the message that was read.
  void Accept();
  std::optional<Failure> CheckOrder(const v1::PublishStreamRequest& message);
  std::optional<Failure> CheckPublication(const v1::PublishRequest& publish);
  std::optional<Failure> CheckAllowed(const v1::PublishRequest& publish);
  // The first message's identity is the stream's.
  void Open(std::unique_ptr<v1::PublishStreamRequest> first);
  void OnOpened(const SessionPool::Acquired& acquired);
  void Publish(std::unique_ptr<v1::PublishStreamRequest> message);
  // A publication of this size is over.
  void Free(size_t octets);

  // One publication has become this; nullopt: it gets no answer.
  void Answer(std::optional<v1::PublishStreamResponse> response);
  void AnswerFailure(uint64_t sequence, const Failure& failure);
  // Reads no more; ends when all have been answered. The first end counts.
  void End(StreamEnd end);
  void ReleaseSession();

  BridgeService& service_;
  Strings propagated_;  // constant once it reads
  grpc::ByteBuffer octets_;
  MethodTag<PublishStreamHandler, &PublishStreamHandler::OnRead> read_;
  // Of the reading side, which is in one place at a time.
  uint64_t last_sequence_ = 0;
  std::shared_ptr<const Identity> identity_;
  std::unique_ptr<v1::PublishStreamRequest> first_;

  std::mutex mutex_;  // guards what follows
  SessionPool::Connection connection_;
  std::unique_ptr<SessionPool::Wait> wait_;
  std::deque<v1::PublishStreamResponse> responses_;
  int unanswered_ = 0;  // under way, and responses_
  size_t unanswered_octets_ = 0;
  bool paused_ = false;  // reads on when one of these two falls
  bool released_ = false;
  std::optional<StreamEnd> end_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_PUBLISH_STREAM_HANDLER_H_
