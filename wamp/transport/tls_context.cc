// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/transport/tls_words.h"

namespace wampbridge::transport {
namespace {

absl::Status BadFile(std::string_view what, const std::string& file) {
  // When the file system said no, its error is the first of several.
  const unsigned long first = ERR_peek_error();  // NOLINT
  const std::string words = ERR_SYSTEM_ERROR(first)
                                ? std::strerror(ERR_GET_REASON(first))
                                : SslReason();
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat(
      "cannot use ", std::string(what), " \"", file, "\": ", words));
}

absl::Status LoadPair(SSL_CTX* context, const std::string& cert_file,
                      const std::string& key_file) {
  if (cert_file.empty() != key_file.empty()) {
    return absl::InvalidArgumentError(
        "cert_file and key_file belong together: only one of them is set");
  }
  if (cert_file.empty()) return absl::OkStatus();
  if (SSL_CTX_use_certificate_chain_file(context, cert_file.c_str()) != 1) {
    return BadFile("cert_file", cert_file);
  }
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(),
                                  SSL_FILETYPE_PEM) != 1) {
    return BadFile("key_file", key_file);
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return BadFile("key_file", key_file);
  }
  return absl::OkStatus();
}

// What both sides have in common.
void SetRules(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_RELEASE_BUFFERS |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

// Read once: it takes long, and every connection of the process wants them.
X509_STORE* SystemRoots() {
  static X509_STORE* const roots = [] {
    X509_STORE* store = X509_STORE_new();
    X509_STORE_set_default_paths(store);
    ERR_clear_error();
    return store;
  }();
  return roots;
}

bool IsAddress(const std::string& name) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str());
  const bool is = address != nullptr;
  ASN1_OCTET_STRING_free(address);
  return is;
}

}  // namespace

void SslDeleter::operator()(ssl_st* ssl) const { SSL_free(ssl); }
void SslDeleter::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}

TlsContext::TlsContext(UniqueContext context) : context_(std::move(context)) {}

absl::StatusOr<std::shared_ptr<TlsContext>> TlsContext::ForClient(
    const TlsOptions& options) {
  ERR_clear_error();
  UniqueContext context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) return absl::InternalError(SslReason());
  SetRules(context.get());
  SSL_CTX_set_min_proto_version(
      context.get(), options.min_version == TlsOptions::MinVersion::k13
                         ? TLS1_3_VERSION
                         : TLS1_2_VERSION);
  VerifyInWords(context.get(), SSL_VERIFY_PEER);
  if (options.ca_file.empty()) {
    SSL_CTX_set1_cert_store(context.get(), SystemRoots());
  } else if (SSL_CTX_load_verify_file(context.get(), options.ca_file.c_str()) !=
             1) {
    return BadFile("ca_file", options.ca_file);
  }
  absl::Status loaded =
      LoadPair(context.get(), options.cert_file, options.key_file);
  if (!loaded.ok()) return loaded;
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(context)));
}

absl::StatusOr<std::shared_ptr<TlsContext>> TlsContext::ForServer(
    const ServerFiles& files) {
  ERR_clear_error();
  UniqueContext context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr) return absl::InternalError(SslReason());
  SetRules(context.get());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  if (files.cert_file.empty()) {
    return absl::InvalidArgumentError("TLS needs cert_file and key_file");
  }
  absl::Status loaded =
      LoadPair(context.get(), files.cert_file, files.key_file);
  if (!loaded.ok()) return loaded;
  if (!files.client_ca_file.empty()) {
    if (SSL_CTX_load_verify_file(context.get(), files.client_ca_file.c_str()) !=
        1) {
      return BadFile("client_ca_file", files.client_ca_file);
    }
    VerifyInWords(context.get(),
                  SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
  }
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(context)));
}

UniqueSsl TlsContext::NewClient(const std::string& name) const {
  UniqueSsl ssl(SSL_new(context_.get()));
  SSL_set_connect_state(ssl.get());
  if (IsAddress(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), name.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl.get(), name.c_str());
    SSL_set_hostflags(ssl.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl.get(), name.c_str());
  }
  return ssl;
}

UniqueSsl TlsContext::NewServer() const {
  UniqueSsl ssl(SSL_new(context_.get()));
  SSL_set_accept_state(ssl.get());
  return ssl;
}

}  // namespace wampbridge::transport
