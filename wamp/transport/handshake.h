// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_HANDSHAKE_H_
#define WAMP_TRANSPORT_HANDSHAKE_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "wamp/transport/transport.h"

namespace wampbridge::transport {

// Makes a transport out of a connected stream by WebSocket's or RawSocket's
// opening exchange. One use; the loop's thread only; times nothing: who started
// it cancels it.
class Handshake {
 public:
  using Done =
      absl::AnyInvocable<void(absl::StatusOr<std::shared_ptr<Transport>>)>;

  virtual ~Handshake() = default;
  // `done` is called once, later, unless Cancel comes first. The handshake
  // keeps itself alive until then.
  virtual void Start(Done done) = 0;
  // Closes the stream; `done` is not called any more.
  virtual void Cancel() = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_HANDSHAKE_H_
