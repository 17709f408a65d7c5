// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_TLS_WORDS_H_
#define WAMP_TRANSPORT_TLS_WORDS_H_

#include <string>

#include "absl/status/status.h"

struct ssl_st;
struct ssl_ctx_st;

namespace wampbridge::transport {

// What OpenSSL's errors mean to people. They read and clear the calling
// thread's error queue.

// The last failure on an open connection, such as the peer's alert.
absl::Status TlsWords();
// Why a handshake failed: the certificate, its names, the version, a peer that
// does not speak TLS.
absl::Status TlsHandshakeWords(ssl_st* ssl);
// The connection ended within the handshake; `error` is the socket's, or OK
// when the peer closed in order.
absl::Status TlsCutWords(const absl::Status& error);
// Why the last call failed, in OpenSSL's or the system's words.
std::string SslReason();

// Makes each connection of `context` remember why its peer's certificate was
// not taken, for TlsHandshakeWords. Verifies with `mode`.
void VerifyInWords(ssl_ctx_st* context, int mode);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_TLS_WORDS_H_
