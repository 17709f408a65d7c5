// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/bearer_token.h"

namespace wampbridge::bridge {
namespace {

using grpc::experimental::InterceptionHookPoints;

class AddHeader final : public grpc::experimental::Interceptor {
 public:
  explicit AddHeader(const std::string& header) : header_(header) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* batch) override {
    if (batch->QueryInterceptionHookPoint(
            InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      batch->GetSendInitialMetadata()->emplace("authorization", header_);
    }
    batch->Proceed();
  }

 private:
  const std::string& header_;  // of the factory, which outlives its RPCs
};

}  // namespace

grpc::experimental::Interceptor* BearerToken::CreateClientInterceptor(
    grpc::experimental::ClientRpcInfo* /*info*/) {
  return new AddHeader(header_);  // gRPC takes it
}

}  // namespace wampbridge::bridge
