// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_TLS_CONTEXT_H_
#define WAMP_TRANSPORT_TLS_CONTEXT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "wamp/transport/dial_options.h"

struct ssl_ctx_st;
struct ssl_st;

namespace wampbridge::transport {

struct SslDeleter {
  void operator()(ssl_st* ssl) const;
  void operator()(ssl_ctx_st* context) const;
};
using UniqueSsl = std::unique_ptr<ssl_st, SslDeleter>;

// Certificates and rules for TLS connections, read from files once. Immutable.
class TlsContext {
 public:
  struct ServerFiles {
    std::string cert_file;
    std::string key_file;
    std::string client_ca_file;  // set: a client certificate is required
  };

  // InvalidArgumentError names the file that cannot be used and why.
  static absl::StatusOr<std::shared_ptr<TlsContext>> ForClient(
      const TlsOptions& options);
  static absl::StatusOr<std::shared_ptr<TlsContext>> ForServer(
      const ServerFiles& files);

  // One connection's state. The client's sends `name` as SNI unless it is an
  // address, and takes only a certificate for it.
  UniqueSsl NewClient(const std::string& name) const;
  UniqueSsl NewServer() const;

 private:
  using UniqueContext = std::unique_ptr<ssl_ctx_st, SslDeleter>;
  explicit TlsContext(UniqueContext context);

  const UniqueContext context_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_TLS_CONTEXT_H_
