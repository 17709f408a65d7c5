// SPDX-License-Identifier: Apache-2.0
#include "bridge/dev/demo.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <memory>

#include "bridge/client/channel.h"
#include "bridge/client/rpc_failure.h"
#include "proto/wampbridge/v1/bridge.grpc.pb.h"
#include "third_party/grpc_health/grpc/health/v1/health.grpc.pb.h"

namespace wampbridge::bridge {
namespace {

constexpr std::chrono::seconds kStepTime{10};
constexpr char kProcedure[] = "com.example.add2";
constexpr char kCallPayload[] = R"({"args":[20,22]})";
constexpr char kTopic[] = "com.example.greeting";
constexpr char kPublishPayload[] = R"({"args":["hello"],"kwargs":{"n":1}})";

void Prepare(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + kStepTime);
  context.set_wait_for_ready(true);
}

class Demo {
 public:
  Demo(const std::shared_ptr<grpc::Channel>& channel, std::ostream& out)
      : stub_(v1::WampBridge::NewStub(channel)),
        health_(grpc::health::v1::Health::NewStub(channel)),
        out_(out) {}

  // Until the bridge says that it serves: its sessions have joined.
  grpc::Status AwaitReady() {
    namespace health = grpc::health::v1;
    grpc::ClientContext context;
    Prepare(context);
    const auto states = health_->Watch(&context, health::HealthCheckRequest());
    health::HealthCheckResponse state;
    while (states->Read(&state)) {
      if (state.status() == health::HealthCheckResponse::SERVING) {
        context.TryCancel();
        return grpc::Status::OK;
      }
    }
    return grpc::Status(grpc::StatusCode::UNAVAILABLE,
                        "the bridge did not join the router in time");
  }

  grpc::Status Call() {
    out_ << "Call " << kProcedure << " " << kCallPayload << std::endl;
    v1::CallRequest request;
    request.set_procedure(kProcedure);
    request.mutable_payload()->set_json(kCallPayload);
    v1::CallResponse response;
    grpc::ClientContext context;
    Prepare(context);
    grpc::Status status = stub_->Call(&context, request, &response);
    if (status.ok()) {
      out_ << "  result " << response.payload().json() << std::endl;
    }
    return status;
  }

  // Subscribes, publishes once that is settled, and waits for the event.
  grpc::Status SubscribeAndPublish() {
    out_ << "Subscribe " << kTopic << std::endl;
    v1::SubscribeRequest request;
    request.add_topics()->set_uri(kTopic);
    request.set_payload_form(v1::PAYLOAD_FORM_JSON);
    grpc::ClientContext context;
    Prepare(context);
    const auto stream = stub_->Subscribe(&context, request);
    v1::SubscribeResponse response;
    while (stream->Read(&response)) {
      if (response.has_subscribed()) {
        out_ << "  subscribed" << std::endl;
        grpc::Status published = Publish();
        if (!published.ok()) return published;
      }
      if (response.has_event()) {
        out_ << "  event " << response.event().payload().json() << std::endl;
        context.TryCancel();
        return grpc::Status::OK;
      }
    }
    grpc::Status ended = stream->Finish();
    return ended.ok() ? grpc::Status(grpc::StatusCode::ABORTED,
                                     "the stream ended without an event")
                      : ended;
  }

 private:
  grpc::Status Publish() {
    out_ << "Publish " << kTopic << " " << kPublishPayload << std::endl;
    v1::PublishRequest request;
    request.set_topic(kTopic);
    request.mutable_payload()->set_json(kPublishPayload);
    v1::PublishResponse response;
    grpc::ClientContext context;
    Prepare(context);
    grpc::Status status = stub_->Publish(&context, request, &response);
    if (status.ok()) {
      out_ << "  publication " << response.publication_id() << std::endl;
    }
    return status;
  }

  const std::unique_ptr<v1::WampBridge::Stub> stub_;
  const std::unique_ptr<grpc::health::v1::Health::Stub> health_;
  std::ostream& out_;
};

}  // namespace

absl::Status RunDemo(const std::string& address, std::ostream& out) {
  ChannelOptions options;
  options.address = address;
  const auto channel = OpenChannel(options);
  if (!channel.ok()) return channel.status();
  Demo demo(*channel, out);
  grpc::Status status = demo.AwaitReady();
  if (status.ok()) status = demo.Call();
  if (status.ok()) status = demo.SubscribeAndPublish();
  return status.ok() ? absl::OkStatus()
                     : absl::UnknownError(DescribeFailure(status, address));
}

}  // namespace wampbridge::bridge
