// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_TLS_FACTS_H_
#define WAMP_TRANSPORT_TLS_FACTS_H_

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace wampbridge::transport {

// What a finished TLS handshake has settled.
struct TlsFacts {
  std::string version = {};  // "TLSv1.3"
  // tls-unique (RFC 5929 section 3): the client's Finished message. With TLS
  // 1.3, for which no standard defines it, OpenSSL's Finished all the same,
  // as WAMP routers take it.
  std::string unique = {};
  // Until when the certificates are good; nothing where there is none.
  std::optional<absl::Time> peer_not_after = std::nullopt;
  std::optional<absl::Time> own_not_after = std::nullopt;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_TLS_FACTS_H_
