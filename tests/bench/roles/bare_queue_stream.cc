// SPDX-License-Identifier: Apache-2.0
#include <grpcpp/server_context.h>

#include <deque>

#include "tests/bench/roles/bare_event.h"
#include "tests/bench/roles/bare_queue_service.h"
#include "tests/bench/roles/queue_tag.h"

namespace wampbridge::bench {

// A Subscribe stream from the offer to the end; deletes itself.
class BareStream : public QueueTag {
 public:
  explicit BareStream(BareQueue& server)
      : server_(server), done_(*this), writer_(&context_) {
    context_.AsyncNotifyWhenDone(&done_);
    server_.service.RequestSubscribe(&context_, &request_, &writer_,
                                     server_.queue, server_.queue, this);
  }

  void Proceed(bool ok) override {
    if (!begun_) {
      begun_ = true;
      OfferBareStream(server_);
      server_.streaming = true;
      server_.streams.insert(this);
      Send(SubscribedFrame());
      return;
    }
    writing_ = false;
    if (over_) {
      delete this;
      return;
    }
    if (!ok) return;
    queue_.pop_front();
    WriteNext();
  }

  void Send(const grpc::ByteBuffer& frame) {
    queue_.push_back(frame);
    if (!writing_) WriteNext();
  }

 private:
  class Done : public QueueTag {
   public:
    explicit Done(BareStream& stream) : stream_(stream) {}
    void Proceed(bool) override { stream_.HandleDone(); }

   private:
    BareStream& stream_;
  };

  void WriteNext() {
    if (queue_.empty()) return;
    writing_ = true;
    writer_.Write(queue_.front(), this);
  }

  void HandleDone() {
    server_.streams.erase(this);
    over_ = true;
    if (!writing_) delete this;
  }

  BareQueue& server_;
  Done done_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  std::deque<grpc::ByteBuffer> queue_;  // while writing, the first one is
  bool begun_ = false;
  bool writing_ = false;
  bool over_ = false;
};

void OfferBareStream(BareQueue& server) { new BareStream(server); }

void SendToBareStreams(BareQueue& server, const grpc::ByteBuffer& frame) {
  for (BareStream* const stream : server.streams) stream->Send(frame);
}

}  // namespace wampbridge::bench
