// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/stream_contenders.h"

#include <grpcpp/client_context.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/wampbridge/v1/bridge.grpc.pb.h"
#include "tests/bench/load/stream_client.h"
#include "tests/bench/load/unary_client.h"
#include "tests/bench/scenarios/contenders.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {
namespace {

// Each stream's request. Several topics are dealt out to the streams in turn.
std::vector<std::string> Requests(int streams, int topics) {
  std::vector<v1::SubscribeRequest> requests(streams);
  for (int i = 0; topics > 1 && i < topics; ++i) {
    requests[i % streams].add_topics()->set_uri(absl::StrCat(kTopic, ".", i));
  }
  std::vector<std::string> octets;
  for (v1::SubscribeRequest& request : requests) {
    if (topics <= 1) request.add_topics()->set_uri(kTopic);
    request.mutable_queue()->set_overflow(v1::OVERFLOW_DROP_OLDEST);
    octets.push_back(request.SerializeAsString());
  }
  return octets;
}

StreamClient::Events EventsOf(const FanOut& shape) {
  StreamClient::Events events;
  events.in_flight = shape.events_in_flight;
  events.deliveries_per_event = shape.topics > 1 ? 1 : shape.streams;
  return events;
}

Contender Streaming(std::string name, const Server& server,
                    std::shared_ptr<StreamClient> client,
                    const StreamClient::Events& events) {
  return {std::move(name),
          [server, client = std::move(client),
           events](WindowOptions options) -> absl::StatusOr<Sample> {
            options.pids = server.pids();
            options.beside = server.beside;
            options.operations *= events.deliveries_per_event;
            MeasuredWindow window(options);
            const absl::Status status = client->Run(events, window);
            if (!status.ok()) return status;
            return window.Take();
          }};
}

// Publishes by an RPC of the server itself.
class RpcPublisher {
 public:
  RpcPublisher(const std::string& target, size_t octets)
      : stub_(v1::WampBridge::NewStub(NewChannel(target))) {
    request_.set_topic(kTopic);
    *request_.mutable_payload() = BinaryPayload(octets);
  }

  absl::Status Publish(int count) {
    for (; count > 0; --count) {
      grpc::ClientContext context;
      v1::PublishResponse response;
      const grpc::Status status = stub_->Publish(&context, request_, &response);
      if (!status.ok()) return absl::UnknownError(status.error_message());
    }
    return absl::OkStatus();
  }

 private:
  const std::unique_ptr<v1::WampBridge::Stub> stub_;
  v1::PublishRequest request_;
};

absl::StatusOr<Server> StartPublisher(Bed& bed, const Realm& realm,
                                      const FanOut& shape) {
  std::vector<std::string> options = Bed::ClientOptions(realm);
  options.push_back(absl::StrCat(
      "--payload=",
      bed.WriteFile(BinaryPayload(shape.octets).SerializeAsString())));
  if (shape.topics > 1) {
    options.push_back(absl::StrCat("--topics=", shape.topics));
  }
  return bed.StartRole("publisher", options);
}

}  // namespace

absl::StatusOr<Contender> BridgeStreams(Bed& bed, std::string name,
                                        const FanOut& shape) {
  const auto realm = bed.StartRealm("tcp");
  if (!realm.ok()) return realm.status();
  const auto bridge = bed.StartBridge(*realm);
  if (!bridge.ok()) return bridge.status();
  auto publisher = StartPublisher(bed, *realm, shape);
  if (!publisher.ok()) return publisher.status();
  auto client = std::make_shared<StreamClient>(bridge->address);
  const int first = shape.topics > 1 ? shape.topics / shape.streams : 1;
  absl::Status status =
      client->Open(Requests(shape.streams, shape.topics), first);
  auto slow = std::make_shared<StreamClient>(bridge->address);
  status.Update(slow->Open(Requests(shape.slow_streams, 1)));
  if (!status.ok()) return status;
  StreamClient::Events events = EventsOf(shape);
  events.publish = [process = publisher->process, slow](int count) {
    return process->WriteLine(absl::StrCat(count));
  };
  return Streaming(std::move(name), *bridge, std::move(client), events);
}

absl::StatusOr<std::vector<Contender>> BareStreams(Bed& bed,
                                                   const FanOut& shape) {
  std::vector<Contender> servers;
  for (const std::string name : {"bare-queue", "bare-callback"}) {
    const auto server = bed.StartRole(name);
    if (!server.ok()) return server.status();
    auto client = std::make_shared<StreamClient>(server->address);
    const absl::Status status = client->Open(Requests(shape.streams, 1));
    if (!status.ok()) return status;
    StreamClient::Events events = EventsOf(shape);
    auto publisher =
        std::make_shared<RpcPublisher>(server->address, shape.octets);
    events.publish = [publisher](int count) {
      return publisher->Publish(count);
    };
    servers.push_back(Streaming(name, *server, std::move(client), events));
  }
  return servers;
}

}  // namespace wampbridge::bench
