// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/grpc_server.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <sys/stat.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/config/address.h"
#include "bridge/server/listen_probe.h"

namespace wampbridge::bridge {
namespace {

constexpr mode_t kOwnerOnly = 0177;

bool IsUnix(const std::string& address) {
  return address.rfind("unix:", 0) == 0;
}

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

}  // namespace

GrpcServer::GrpcServer(Options options, Serving& serving, HealthState& health,
                       StatusSource status)
    : options_(std::move(options)),
      serving_(serving),
      methods_(options_.reflection, serving, health, std::move(status)) {}

GrpcServer::~GrpcServer() = default;

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>>
GrpcServer::CredentialsFor(const std::string& address) {
  if (IsUnix(address) || options_.tls.cert_file.empty()) {
    return grpc::InsecureServerCredentials();
  }
  auto tls = ReloadingCredentials::Create(options_.tls);
  if (!tls.ok()) return tls.status();
  tls_.push_back(*tls);
  return *std::move(tls);
}

absl::Status GrpcServer::AddListeners(grpc::ServerBuilder& builder) {
  ports_.assign(options_.listen.size(), 0);
  for (size_t i = 0; i < options_.listen.size(); ++i) {
    const std::string& address = options_.listen[i];
    auto credentials = CredentialsFor(address);
    if (!credentials.ok()) return credentials.status();
    builder.AddListeningPort(address, *std::move(credentials), &ports_[i]);
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
  methods_.Register(builder);
  for (int i = 0; i < options_.threads; ++i) {
    queues_.push_back(
        std::make_unique<ServingQueue>(builder.AddCompletionQueue()));
  }
  // Until their own mode is set nobody else may connect to Unix sockets.
  const mode_t before = umask(kOwnerOnly);
  server_ = builder.BuildAndStart();
  umask(before);
  absl::Status status = server_ == nullptr ? ListenFailure() : SetUnixAccess();
  if (!status.ok()) {
    if (server_ != nullptr) server_->Shutdown();
    server_ = nullptr;
    for (const auto& queue : queues_) queue->Stop();
    return status;
  }
  NameAddresses();
  for (const auto& queue : queues_) {
    methods_.OfferAll(*queue);
    queue->Start();
  }
  return absl::OkStatus();
}

absl::Status GrpcServer::SetUnixAccess() const {
  for (const std::string& address : options_.listen) {
    const auto where = ParseListenAddress(address);
    if (!where.ok() || where->path.empty()) continue;
    absl::Status status = SetSocketAccess(where->path, options_.unix_access);
    if (!status.ok()) return status;
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
