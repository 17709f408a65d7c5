// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_RELOADING_CREDENTIALS_H_
#define BRIDGE_SERVER_RELOADING_CREDENTIALS_H_

#include <grpc/grpc_security.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "bridge/access/watched_files.h"

namespace wampbridge::bridge {

// The TLS side of one listener of the gRPC server: a certificate with its key,
// and perhaps the authorities of client certificates. Their files are looked at
// at each handshake, and read again when they have changed. What does not fit
// together, a pair of which only half is written among it, leaves the old one
// in use. Thread-safe. Outlives the server, which asks it; for one listener,
// since each asks by itself whether something is new.
class ReloadingCredentials final : public grpc::ServerCredentials {
 public:
  enum class ClientCertificate { kNone, kOptional, kRequired };
  struct Options {
    std::string cert_file;  // PEM, with the chain
    std::string key_file;   // PEM
    std::string client_ca_file;
    ClientCertificate client_certificate = ClientCertificate::kNone;
  };

  // InvalidArgument names the file.
  static absl::StatusOr<std::shared_ptr<ReloadingCredentials>> Create(
      Options options);
  ~ReloadingCredentials() override;

  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>& /*processor*/)
      override {}

 private:
  // What the files held.
  struct Pems {
    std::string certificate;
    std::string key;
    std::string authorities;
  };

  explicit ReloadingCredentials(Options options);
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config);
  grpc_ssl_certificate_config_reload_status FetchChanged(
      grpc_ssl_server_certificate_config** config);
  absl::StatusOr<Pems> Load() const;
  int AddPortToServer(const std::string& address, grpc_server* server) override;

  const Options options_;
  std::mutex mutex_;  // guards what follows
  WatchedFiles files_;
  Pems pems_;
  bool given_ = false;                              // gRPC has pems_
  grpc_server_credentials* credentials_ = nullptr;  // since Create
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_RELOADING_CREDENTIALS_H_
