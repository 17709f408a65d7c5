// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/channel.h"

#include <grpcpp/grpcpp.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "bridge/client/bearer_token.h"

namespace wampbridge::bridge {
namespace {

// The bridge decides how large a message may be.
constexpr int kUnlimited = -1;

absl::Status ReadInto(const std::string& path, grpc::string& text) {
  if (path.empty()) return absl::OkStatus();
  std::ifstream file(path, std::ios::binary);
  if (file) text.assign(std::istreambuf_iterator<char>(file), {});
  if (!file || text.empty()) {
    return absl::InvalidArgumentError(
        path +
        " cannot be read: " + (file ? "it is empty" : std::strerror(errno)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Credentials(
    const ChannelOptions& options) {
  if (options.cert_file.empty() != options.key_file.empty()) {
    return absl::InvalidArgumentError(
        "--cert-file and --key-file belong together; give both or neither");
  }
  if (options.ca_file.empty()) {
    if (options.cert_file.empty()) return grpc::InsecureChannelCredentials();
    return absl::InvalidArgumentError(
        "--cert-file needs TLS; give --ca-file too");
  }
  grpc::SslCredentialsOptions tls;
  absl::Status read = ReadInto(options.ca_file, tls.pem_root_certs);
  if (read.ok()) read = ReadInto(options.cert_file, tls.pem_cert_chain);
  if (read.ok()) read = ReadInto(options.key_file, tls.pem_private_key);
  if (!read.ok()) return read;
  return grpc::SslCredentials(tls);
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(
    const ChannelOptions& options) {
  auto credentials = Credentials(options);
  if (!credentials.ok()) return credentials.status();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kUnlimited);
  arguments.SetMaxSendMessageSize(kUnlimited);
  // Commands talk to the bridge that they were told, through no proxy.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  if (options.token_file.empty()) {
    return grpc::CreateCustomChannel(options.address, *credentials, arguments);
  }
  grpc::string token;
  const absl::Status read = ReadInto(options.token_file, token);
  if (!read.ok()) return read;
  std::vector<
      std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>>
      interceptors;
  interceptors.push_back(std::make_unique<BearerToken>(
      std::string(absl::StripAsciiWhitespace(token))));
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      options.address, *credentials, arguments, std::move(interceptors));
}

}  // namespace wampbridge::bridge
