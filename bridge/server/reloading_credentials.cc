// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/reloading_credentials.h"

#include <grpc/grpc.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bridge/config/certificates.h"

namespace wampbridge::bridge {
namespace {

grpc_ssl_client_certificate_request_type Asked(
    ReloadingCredentials::ClientCertificate how) {
  using Client = ReloadingCredentials::ClientCertificate;
  switch (how) {
    case Client::kOptional:
      return GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY;
    case Client::kRequired:
      return GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
    case Client::kNone:
      break;
  }
  return GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
}

}  // namespace

ReloadingCredentials::ReloadingCredentials(Options options)
    : options_(std::move(options)),
      files_({options_.cert_file, options_.key_file, options_.client_ca_file}) {
}

absl::StatusOr<std::shared_ptr<ReloadingCredentials>>
ReloadingCredentials::Create(Options options) {
  std::shared_ptr<ReloadingCredentials> made(
      new ReloadingCredentials(std::move(options)));
  auto pems = made->Load();
  if (!pems.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("grpc.tls: ", pems.status().message()));
  }
  made->pems_ = *std::move(pems);
  grpc_ssl_server_credentials_options* const how =
      grpc_ssl_server_credentials_create_options_using_config_fetcher(
          Asked(made->options_.client_certificate), Fetch, made.get());
  // It takes `how` over.
  made->credentials_ = grpc_ssl_server_credentials_create_with_options(how);
  if (made->credentials_ == nullptr) {
    return absl::InvalidArgumentError(
        "grpc.tls: the certificate and key cannot be used");
  }
  return made;
}

ReloadingCredentials::~ReloadingCredentials() {
  if (credentials_ != nullptr) grpc_server_credentials_release(credentials_);
}

// Checked as files, used as texts: they are read before and after, so that what
// is used is what was checked.
absl::StatusOr<ReloadingCredentials::Pems> ReloadingCredentials::Load() const {
  const auto read = [this] {
    return std::make_pair(ReadWholeFile(options_.cert_file),
                          ReadWholeFile(options_.key_file));
  };
  const auto before = read();
  const auto good =
      CheckCertificate({options_.cert_file, options_.key_file}, absl::Now());
  if (!good.ok()) return good.status();
  if (before != read() || !before.first || !before.second) {
    return absl::InvalidArgumentError(
        absl::StrCat(options_.cert_file, " changes while it is read"));
  }
  Pems pems{*before.first, *before.second, {}};
  if (options_.client_ca_file.empty()) return pems;
  const absl::Status authorities = CheckAuthorities(options_.client_ca_file);
  if (!authorities.ok()) return authorities;
  auto text = ReadWholeFile(options_.client_ca_file);
  if (!text || text->empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(options_.client_ca_file, " changes while it is read"));
  }
  pems.authorities = *std::move(text);
  return pems;
}

grpc_ssl_certificate_config_reload_status ReloadingCredentials::Fetch(
    void* self, grpc_ssl_server_certificate_config** config) {
  return static_cast<ReloadingCredentials*>(self)->FetchChanged(config);
}

grpc_ssl_certificate_config_reload_status ReloadingCredentials::FetchChanged(
    grpc_ssl_server_certificate_config** config) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (files_.Changed(absl::Now())) {
    auto pems = Load();
    if (pems.ok()) {
      pems_ = *std::move(pems);
      given_ = false;
      spdlog::info("grpc.tls: {} was read again", options_.cert_file);
    } else {
      spdlog::warn("grpc.tls: the old certificate stays: {}",
                   std::string(pems.status().message()));
    }
  }
  if (given_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  const grpc_ssl_pem_key_cert_pair pair{pems_.key.c_str(),
                                        pems_.certificate.c_str()};
  // gRPC insists on some authorities here, also where it asks no client for a
  // certificate and they vouch for nobody.
  *config = grpc_ssl_server_certificate_config_create(
      pems_.authorities.empty() ? pems_.certificate.c_str()
                                : pems_.authorities.c_str(),
      &pair, 1);
  given_ = true;
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

int ReloadingCredentials::AddPortToServer(const std::string& address,
                                          grpc_server* server) {
  return grpc_server_add_http2_port(server, address.c_str(), credentials_);
}

}  // namespace wampbridge::bridge
