// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_FAKE_BRIDGE_H_
#define BRIDGE_CLI_FAKE_BRIDGE_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "proto/wampbridge/v1/bridge.grpc.pb.h"

namespace wampbridge::bridge {

// A gRPC server for the tests of the commands: keeps the requests and answers
// what it is told.
class FakeBridge final : public v1::WampBridge::Service {
 public:
  FakeBridge();
  ~FakeBridge() override;

  const std::string& address() const { return address_; }

  // What RPCs answer.
  grpc::Status status;
  std::vector<std::string> results;  // JSON payloads; Call gives the first.
  size_t chunks_max = 1000;          // CallDuplex ends after so many.
  v1::PublishResponse published;
  std::vector<v1::SubscribeResponse> frames;
  bool stay_open = false;  // After the last frame, until the test ends.
  std::function<void()> on_open = [] {};  // Called when staying open.

  // What they were asked.
  v1::CallRequest call;
  std::vector<v1::CallDuplexRequest> chunks;
  v1::PublishRequest publish;
  v1::SubscribeRequest subscribe;

 private:
  grpc::Status Call(grpc::ServerContext*, const v1::CallRequest* request,
                    v1::CallResponse* response) override;
  grpc::Status CallProgressive(
      grpc::ServerContext*, const v1::CallRequest* request,
      grpc::ServerWriter<v1::CallResponse>* writer) override;
  // Answers one result for each chunk, the last in the end.
  grpc::Status CallDuplex(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<v1::CallResponse, v1::CallDuplexRequest>* stream)
      override;
  grpc::Status Publish(grpc::ServerContext*, const v1::PublishRequest* request,
                       v1::PublishResponse* response) override;
  grpc::Status Subscribe(
      grpc::ServerContext*, const v1::SubscribeRequest* request,
      grpc::ServerWriter<v1::SubscribeResponse>* writer) override;

  grpc::Status End();

  std::string address_;
  std::promise<void> release_;  // Set in the end.
  const std::shared_future<void> released_{release_.get_future()};
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_FAKE_BRIDGE_H_
