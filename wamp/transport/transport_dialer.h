// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_TRANSPORT_DIALER_H_
#define WAMP_TRANSPORT_TRANSPORT_DIALER_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "wamp/transport/asio_loop.h"
#include "wamp/transport/dial_options.h"
#include "wamp/transport/transport.h"

namespace wampbridge::transport {

// Makes one transport. One use; the loop's thread only.
class TransportDialer {
 public:
  using Done =
      absl::AnyInvocable<void(absl::StatusOr<std::shared_ptr<Transport>>)>;

  virtual ~TransportDialer() = default;
  // `done` is called once, later, unless Cancel comes first. The dialer keeps
  // itself alive until then.
  virtual void Start(Done done) = 0;
  virtual void Cancel() = 0;
};

// The real one: resolves, connects, shakes hands in TLS and in WebSocket or
// RawSocket, all within connect_timeout. Its errors name the URL and the step,
// which DialStepOf gives too: InvalidArgument    the options are wrong, or a
// file in them Unavailable        the network or the router said no
// DeadlineExceeded   something gave no answer in time
// FailedPrecondition what answered is not what the URL says, or is not trusted
std::shared_ptr<TransportDialer> NewTransportDialer(AsioLoop& loop,
                                                    DialOptions options);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_TRANSPORT_DIALER_H_
