// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_SUBSCRIBER_PLACE_H_
#define BRIDGE_POOL_SUBSCRIBER_PLACE_H_

#include <functional>
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
//
// Where the pool replaces a session that lives, its successor joins beside it:
// SuccessorJoined, then events and revocations of both, until the place calls
// `moved`: with kMoved the successor is the session from then on, and no Lost
// or Joined tells of that. SuccessorLost, and Lost, end the attempt before.
class SubscriberPlace {
 public:
  enum class Moved {
    kMoved,   // the place needs the old session no more
    kFailed,  // the successor is of no use; the old session stays
  };
  using MovedCallback = std::function<void(Moved)>;

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

  // REQUIRES: there is a session, and no other successor.
  virtual void OnSuccessorJoined(
      std::shared_ptr<transport::ClientConnection> connection,
      MovedCallback moved) = 0;
  virtual void OnSuccessorEvent(const wamp::Event& /*event*/) {}
  virtual void OnSuccessorRevoked(const wamp::Unsubscribed& /*revocation*/) {}
  virtual void OnSuccessorLost(const std::string& reason) = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_SUBSCRIBER_PLACE_H_
