// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/fake_bridge.h"

#include <chrono>

namespace wampbridge::bridge {

FakeBridge::FakeBridge() {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  address_ = "127.0.0.1:" + std::to_string(port);
}

FakeBridge::~FakeBridge() {
  release_.set_value();
  server_->Shutdown(std::chrono::system_clock::now());
}

grpc::Status FakeBridge::Call(grpc::ServerContext*,
                              const v1::CallRequest* request,
                              v1::CallResponse* response) {
  call = *request;
  if (!results.empty()) response->mutable_payload()->set_json(results[0]);
  return End();
}

grpc::Status FakeBridge::CallProgressive(
    grpc::ServerContext*, const v1::CallRequest* request,
    grpc::ServerWriter<v1::CallResponse>* writer) {
  call = *request;
  for (const std::string& result : results) {
    v1::CallResponse response;
    response.mutable_payload()->set_json(result);
    writer->Write(response);
  }
  return End();
}

grpc::Status FakeBridge::CallDuplex(
    grpc::ServerContext*,
    grpc::ServerReaderWriter<v1::CallResponse, v1::CallDuplexRequest>* stream) {
  v1::CallDuplexRequest chunk;
  while (chunks.size() < chunks_max && stream->Read(&chunk)) {
    chunks.push_back(chunk);
    v1::CallResponse response;
    response.mutable_payload()->set_json("{\"args\":[" +
                                         std::to_string(chunks.size()) + "]}");
    stream->Write(response);
  }
  return End();
}

grpc::Status FakeBridge::Publish(grpc::ServerContext*,
                                 const v1::PublishRequest* request,
                                 v1::PublishResponse* response) {
  publish = *request;
  *response = published;
  return End();
}

grpc::Status FakeBridge::Subscribe(
    grpc::ServerContext*, const v1::SubscribeRequest* request,
    grpc::ServerWriter<v1::SubscribeResponse>* writer) {
  subscribe = *request;
  for (const v1::SubscribeResponse& frame : frames) writer->Write(frame);
  return End();
}

grpc::Status FakeBridge::End() {
  if (stay_open) {
    on_open();
    released_.wait();
  }
  return status;
}

}  // namespace wampbridge::bridge
