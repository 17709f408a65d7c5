// SPDX-License-Identifier: Apache-2.0
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <set>

#include "absl/strings/str_cat.h"
#include "proto/wampbridge/v1/bridge.grpc.pb.h"
#include "tests/bench/roles/bare_event.h"
#include "tests/bench/roles/roles.h"

namespace wampbridge::bench {
namespace {

class Stream;

// The streams that are open.
class Streams {
 public:
  void Add(Stream* stream) {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_.insert(stream);
  }
  void Remove(Stream* stream) {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_.erase(stream);
  }
  void Send(const grpc::ByteBuffer& frame);

 private:
  std::mutex mutex_;
  std::set<Stream*> open_;
};

// A Subscribe stream; deletes itself when gRPC is done with it.
class Stream : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit Stream(Streams& streams) : streams_(streams) {
    Send(SubscribedFrame());
    streams_.Add(this);
  }

  void Send(const grpc::ByteBuffer& frame) {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_.push_back(frame);
    if (queue_.size() == 1) StartWrite(&queue_.front());
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!ok) return;
    queue_.pop_front();
    if (!queue_.empty()) StartWrite(&queue_.front());
  }
  void OnCancel() override {
    streams_.Remove(this);
    Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

 private:
  Streams& streams_;
  std::mutex mutex_;
  std::deque<grpc::ByteBuffer> queue_;  // the first one is being written
};

void Streams::Send(const grpc::ByteBuffer& frame) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (Stream* const stream : open_) stream->Send(frame);
}

using Unary = v1::WampBridge::WithCallbackMethod_Call<
    v1::WampBridge::WithCallbackMethod_Publish<v1::WampBridge::Service>>;

class Service final
    : public v1::WampBridge::WithRawCallbackMethod_Subscribe<Unary> {
  grpc::ServerUnaryReactor* Call(grpc::CallbackServerContext* context,
                                 const v1::CallRequest* request,
                                 v1::CallResponse* response) override {
    *response->mutable_payload() = request->payload();
    response->set_final(true);
    return Done(context);
  }

  grpc::ServerUnaryReactor* Publish(grpc::CallbackServerContext* context,
                                    const v1::PublishRequest* request,
                                    v1::PublishResponse* response) override {
    const uint64_t publication = ++publications_;
    if (streaming_) streams_.Send(EventFrame(*request, publication));
    response->set_acknowledged(true);
    response->set_publication_id(publication);
    response->set_session_id(1);
    return Done(context);
  }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Subscribe(
      grpc::CallbackServerContext*, const grpc::ByteBuffer*) override {
    streaming_ = true;
    return new Stream(streams_);
  }

  static grpc::ServerUnaryReactor* Done(grpc::CallbackServerContext* context) {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  std::atomic<uint64_t> publications_ = 0;
  std::atomic<bool> streaming_ = false;  // a stream has been opened
  Streams streams_;
};

}  // namespace

absl::Status RunBareCallback(const Arguments&) {
  Service service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&service);
  builder.SetMaxReceiveMessageSize(kMessageBytesMax);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return absl::UnavailableError("cannot listen");
  Tell(absl::StrCat("ready 127.0.0.1:", port));
  AwaitEnd();
  return absl::OkStatus();
}

}  // namespace wampbridge::bench
