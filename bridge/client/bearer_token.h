// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLIENT_BEARER_TOKEN_H_
#define BRIDGE_CLIENT_BEARER_TOKEN_H_

#include <grpcpp/support/client_interceptor.h>

#include <string>

namespace wampbridge::bridge {

// Sends `authorization: Bearer TOKEN` with every RPC of a channel, also over
// plain text, where gRPC's own credentials refuse to. Immutable.
class BearerToken final
    : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit BearerToken(const std::string& token) : header_("Bearer " + token) {}

  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* info) override;

 private:
  const std::string header_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLIENT_BEARER_TOKEN_H_
