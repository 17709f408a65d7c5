// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_REGISTER_CALLEE_SINK_H_
#define BRIDGE_REGISTER_CALLEE_SINK_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "wamp/ids.h"
#include "wamp/message.h"
#include "wamp/transport/client_connection.h"

namespace wampbridge::bridge {

// One Register stream as the hub sees it (api.md "Register frames"). Called on
// the hub's loop, no lock held; must not block. After OnEnd nothing more is
// called.
class CalleeSink {
 public:
  using Connection = std::shared_ptr<transport::ClientConnection>;
  // The time in which a procedure was not registered.
  struct SessionGap {
    std::string reason;
    absl::Time from;
    absl::Time to;
  };
  struct Accepted {
    size_t procedure = 0;  // index into the stream's procedures
    wamp::RegistrationId registration;
    wamp::SessionId session;
    std::optional<SessionGap> gap;  // if it was registered before
  };
  // An INVOCATION of one of the stream's procedures; its views are good until
  // the call returns.
  struct Offered {
    size_t procedure = 0;
    const Connection& connection;
    const wamp::Invocation& invocation;
  };
  // kFull: it has no room now, and says when it has (RegistrationHub::OnRoom).
  enum class Took { kTaken, kFull };
  // When the stream ends: leaving what runs, or after that.
  enum class Ending { kAtOnce, kWhenIdle };

  virtual ~CalleeSink() = default;

  // There is no session, since when and why. Once for each outage, and again
  // where the router refuses to let the bridge join.
  virtual void OnInterrupted(const std::string& reason, absl::Time since) = 0;
  // The session is lost, or left: what runs by it is void.
  virtual void OnSessionLost() = 0;
  virtual void OnRegistered(const Accepted& accepted) = 0;
  // This procedure is served no longer: the stream wished so (no reason), or
  // the router took it away. The others go on.
  virtual void OnUnregistered(size_t procedure, const std::string& reason) = 0;

  virtual Took Offer(const Offered& offered) = 0;
  // A further chunk of, or the wish to end, an invocation that this sink has
  // taken. False: it has no such one.
  virtual bool Continue(const Connection& connection,
                        const wamp::Invocation& chunk) = 0;
  virtual bool Interrupt(const Connection& connection,
                         const wamp::Interrupt& interrupt) = 0;

  virtual void OnEnd(const Failure& failure, Ending ending) = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_REGISTER_CALLEE_SINK_H_
