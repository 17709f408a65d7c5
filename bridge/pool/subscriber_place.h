// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_SUBSCRIBER_PLACE_H_
#define BRIDGE_POOL_SUBSCRIBER_PLACE_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "wamp/message.h"
#include "wamp/transport/client_connection.h"

namespace wampbridge::bridge {

// Told of the session at a pool's subscribing and registering place, in order,
// on one loop, without a lock. Joined, then any number of events, invocations
// and revocations, then Lost; and so on with the next session. Refused: an
// attempt to join failed while there was no session (a wrong secret must not
// look like a quiet topic). What a place never asks for it need not hear.
class SubscriberPlace {
 public:
  virtual ~SubscriberPlace() = default;
  virtual void OnSubscriberJoined(
      std::shared_ptr<transport::ClientConnection> connection) = 0;
  virtual void OnSubscriberEvent(const wamp::Event& /*event*/) {}
  virtual void OnSubscriberRevoked(const wamp::Unsubscribed& /*revocation*/) {}
  virtual void OnSubscriberInvocation(const wamp::Invocation& /*invocation*/) {}
  virtual void OnSubscriberInterrupt(const wamp::Interrupt& /*interrupt*/) {}
  virtual void OnSubscriberUnregistered(
      const wamp::Unregistered& /*revocation*/) {}
  // `last_heard`: when the last octet came on the lost session.
  virtual void OnSubscriberLost(const std::string& reason,
                                absl::Time last_heard) = 0;
  virtual void OnSubscriberRefused(const Failure& failure) = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_SUBSCRIBER_PLACE_H_
