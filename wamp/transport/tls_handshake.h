// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_TLS_HANDSHAKE_H_
#define WAMP_TRANSPORT_TLS_HANDSHAKE_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "wamp/transport/byte_stream.h"
#include "wamp/transport/tls_stream.h"

namespace wampbridge::transport {

// Makes a TLS stream out of a plain one, on either side. One use; the loop's
// thread only; who started it watches the time.
class TlsHandshake : public std::enable_shared_from_this<TlsHandshake> {
 public:
  using Done =
      absl::AnyInvocable<void(absl::StatusOr<std::unique_ptr<ByteStream>>)>;

  TlsHandshake(std::unique_ptr<ByteStream> plain, UniqueSsl ssl);

  // `done` is called once, later, unless Cancel comes first.
  void Start(Done done);
  // Closes the stream.
  void Cancel();

 private:
  std::unique_ptr<TlsStream> stream_;
  Done done_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_TLS_HANDSHAKE_H_
