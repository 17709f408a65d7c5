// SPDX-License-Identifier: Apache-2.0
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <cstdlib>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/bench/roles/bare_event.h"
#include "tests/bench/roles/bare_queue_service.h"
#include "tests/bench/roles/queue_tag.h"
#include "tests/bench/roles/roles.h"

namespace wampbridge::bench {
namespace {

// One unary RPC from the offer to its end; deletes itself.
template <typename Method>
class UnaryRpc : public QueueTag {
 public:
  explicit UnaryRpc(BareQueue& server) : server_(server), writer_(&context_) {
    Method::Offer(server_, &context_, &request_, &writer_, this);
  }

  void Proceed(bool ok) override {
    if (!ok || finishing_) {
      delete this;
      return;
    }
    new UnaryRpc(server_);
    finishing_ = true;
    typename Method::Response response;
    Method::Answer(server_, request_, response);
    writer_.Finish(response, grpc::Status::OK, this);
  }

 private:
  BareQueue& server_;
  grpc::ServerContext context_;
  typename Method::Request request_;
  grpc::ServerAsyncResponseWriter<typename Method::Response> writer_;
  bool finishing_ = false;
};

struct CallMethod {
  using Request = v1::CallRequest;
  using Response = v1::CallResponse;

  static void Offer(BareQueue& server, grpc::ServerContext* context,
                    Request* request,
                    grpc::ServerAsyncResponseWriter<Response>* writer,
                    void* tag) {
    server.service.RequestCall(context, request, writer, server.queue,
                               server.queue, tag);
  }
  static void Answer(BareQueue&, Request& request, Response& response) {
    response.mutable_payload()->Swap(request.mutable_payload());
    response.set_final(true);
  }
};

struct PublishMethod {
  using Request = v1::PublishRequest;
  using Response = v1::PublishResponse;

  static void Offer(BareQueue& server, grpc::ServerContext* context,
                    Request* request,
                    grpc::ServerAsyncResponseWriter<Response>* writer,
                    void* tag) {
    server.service.RequestPublish(context, request, writer, server.queue,
                                  server.queue, tag);
  }
  static void Answer(BareQueue& server, const Request& request,
                     Response& response) {
    static uint64_t publications = 0;
    ++publications;
    if (server.streaming) {
      SendToBareStreams(server, EventFrame(request, publications));
    }
    response.set_acknowledged(true);
    response.set_publication_id(publications);
    response.set_session_id(1);
  }
};

}  // namespace

absl::Status RunBareQueue(const Arguments&) {
  grpc::EnableDefaultHealthCheckService(false);
  BareQueue shared;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&shared.service);
  builder.SetMaxReceiveMessageSize(kMessageBytesMax);
  const auto queue = builder.AddCompletionQueue();
  const auto server = builder.BuildAndStart();
  if (server == nullptr) return absl::UnavailableError("cannot listen");
  shared.queue = queue.get();
  new UnaryRpc<CallMethod>(shared);
  new UnaryRpc<PublishMethod>(shared);
  OfferBareStream(shared);
  std::thread([] {
    AwaitEnd();
    std::_Exit(0);
  }).detach();
  Tell(absl::StrCat("ready 127.0.0.1:", port));
  void* tag = nullptr;
  bool ok = false;
  while (queue->Next(&tag, &ok)) static_cast<QueueTag*>(tag)->Proceed(ok);
  return absl::OkStatus();
}

}  // namespace wampbridge::bench
