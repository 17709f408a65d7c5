// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/grpc_server.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/server/call_handler.h"
#include "bridge/server/call_progressive_handler.h"
#include "bridge/server/get_identity_handler.h"
#include "bridge/server/health_watch_handler.h"
#include "bridge/server/listen_probe.h"
#include "bridge/server/publish_handler.h"
#include "bridge/server/publish_stream_handler.h"
#include "bridge/server/subscribe_handler.h"
#include "bridge/server/unimplemented_handler.h"

namespace wampbridge::bridge {
namespace {

bool IsUnix(const std::string& address) {
  return address.rfind("unix:", 0) == 0;
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.fail() && !file.eof()) {
    return absl::InvalidArgumentError(
        absl::StrCat("grpc.tls: cannot read ", path));
  }
  if (text.find("-----BEGIN ") == std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("grpc.tls: ", path, " cannot be read or is no PEM file"));
  }
  return text;
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(
    const GrpcServer::Options& options) {
  if (options.cert_file.empty()) return grpc::InsecureServerCredentials();
  const auto chain = ReadFile(options.cert_file);
  if (!chain.ok()) return chain.status();
  const auto key = ReadFile(options.key_file);
  if (!key.ok()) return key.status();
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back({*key, *chain});
  return grpc::SslServerCredentials(tls);
}

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

}  // namespace

std::vector<std::string> GrpcServer::ServiceNames() {
  return {v1::WampBridge::service_full_name(),
          grpc::health::v1::Health::service_full_name()};
}

GrpcServer::GrpcServer(Options options, Serving& serving, HealthState& health)
    : options_(std::move(options)),
      serving_(serving),
      health_{.service = {}, .state = health} {
  reflection_.services = ServiceNames();
  reflection_.services.push_back(
      grpc::reflection::v1::ServerReflection::service_full_name());
  reflection_.services.push_back(
      grpc::reflection::v1alpha::ServerReflection::service_full_name());
  if (options_.reflection == Reflection::kAny) {
    reflection_.kind = RpcKind::kFree;
  }
}

GrpcServer::~GrpcServer() = default;

absl::Status GrpcServer::AddListeners(grpc::ServerBuilder& builder) {
  auto credentials = MakeCredentials(options_);
  if (!credentials.ok()) return credentials.status();
  ports_.assign(options_.listen.size(), 0);
  for (size_t i = 0; i < options_.listen.size(); ++i) {
    const std::string& address = options_.listen[i];
    builder.AddListeningPort(
        address,
        IsUnix(address) ? grpc::InsecureServerCredentials() : *credentials,
        &ports_[i]);
  }
  return absl::OkStatus();
}

void GrpcServer::SetArguments(grpc::ServerBuilder& builder) const {
  const int message_bytes = static_cast<int>(options_.message_bytes_max);
  builder.SetMaxReceiveMessageSize(message_bytes);
  builder.SetMaxSendMessageSize(message_bytes);
  // Two bridges on one port would share its connections unseen.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS,
                             Milliseconds(options_.keepalive_time));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                             Milliseconds(options_.keepalive_timeout));
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
      Milliseconds(options_.min_client_interval));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS,
                             options_.permit_without_calls ? 1 : 0);
  if (options_.max_connection_age > absl::ZeroDuration()) {
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                               Milliseconds(options_.max_connection_age));
  }
}

absl::Status GrpcServer::Start() {
  // Its callback API would bring threads that take hot calls away.
  grpc::EnableDefaultHealthCheckService(false);
  grpc::ServerBuilder builder;
  if (absl::Status status = AddListeners(builder); !status.ok()) return status;
  SetArguments(builder);
  builder.RegisterService(&service_);
  builder.RegisterService(&health_.service);
  if (options_.reflection != Reflection::kOff) {
    builder.RegisterService(&reflection_.v1);
    builder.RegisterService(&reflection_.v1alpha);
  }
  for (int i = 0; i < options_.threads; ++i) {
    queues_.push_back(
        std::make_unique<ServingQueue>(builder.AddCompletionQueue()));
  }
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) {
    for (const auto& queue : queues_) queue->Stop();
    return ListenFailure();
  }
  NameAddresses();
  for (const auto& queue : queues_) {
    OfferAll(*queue);
    queue->Start();
  }
  return absl::OkStatus();
}

// gRPC takes the addresses in order and stops at the first that it cannot have.
absl::Status GrpcServer::ListenFailure() const {
  for (size_t i = 0; i < ports_.size(); ++i) {
    if (ports_[i] > 0) continue;
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", options_.listen[i],
                     " for gRPC: ", WhyNotListen(options_.listen[i])));
  }
  return absl::UnavailableError(
      "cannot serve gRPC: the certificate and key of grpc.tls do not fit "
      "together or cannot be used");
}

void GrpcServer::NameAddresses() {
  for (size_t i = 0; i < ports_.size(); ++i) {
    const std::string& address = options_.listen[i];
    addresses_.push_back(
        IsUnix(address) ? address
                        : absl::StrCat(address.substr(0, address.rfind(':')),
                                       ":", ports_[i]));
  }
}

void GrpcServer::OfferAll(ServingQueue& queue) {
  CallHandler::Offer(service_, serving_, queue);
  CallProgressiveHandler::Offer(service_, serving_, queue);
  PublishHandler::Offer(service_, serving_, queue);
  PublishStreamHandler::Offer(service_, serving_, queue);
  SubscribeHandler::Offer(service_, serving_, queue);
  GetIdentityHandler::Offer(service_, serving_, queue);
  for (const auto method : {UnimplementedHandler::Method::kCallDuplex,
                            UnimplementedHandler::Method::kRegister}) {
    UnimplementedHandler::Offer(service_, method, serving_, queue);
  }
  for (const auto method :
       {HealthHandler::Method::kCheck, HealthHandler::Method::kList}) {
    HealthHandler::Offer(health_, method, serving_, queue);
  }
  HealthWatchHandler::Offer(health_, serving_, queue);
  if (options_.reflection == Reflection::kOff) return;
  for (const auto version : {ReflectionHandler::Version::kV1,
                             ReflectionHandler::Version::kV1Alpha}) {
    ReflectionHandler::Offer(reflection_, version, serving_, queue);
  }
}

std::shared_ptr<grpc::Channel> GrpcServer::InProcessChannel() {
  return server_->InProcessChannel(grpc::ChannelArguments());
}

// grpc::Server::Shutdown blocks until everything is over or has been cut.
void GrpcServer::BeginShutdown(absl::Duration grace) {
  if (server_ == nullptr || shutdown_.joinable()) return;
  shutdown_ = std::thread([this, grace] {
    server_->Shutdown(std::chrono::system_clock::now() +
                      absl::ToChronoMilliseconds(grace));
  });
}

void GrpcServer::Shutdown() {
  if (server_ == nullptr) return;
  BeginShutdown(absl::ZeroDuration());
  shutdown_.join();
  // What was cut comes out of the queues, and only then nobody uses them.
  serving_.live->WaitUntilEmpty(absl::InfiniteDuration());
  for (const auto& queue : queues_) queue->Stop();
  server_.reset();
}

}  // namespace wampbridge::bridge
