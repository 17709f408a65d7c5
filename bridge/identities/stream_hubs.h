// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_STREAM_HUBS_H_
#define BRIDGE_IDENTITIES_STREAM_HUBS_H_

#include <memory>
#include <string>

#include "bridge/pool/subscriber_place.h"
#include "bridge/register/registration_hub.h"
#include "bridge/subscribe/subscription_hub.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// What an identity serves by the one session of its pool that subscribes and
// registers: tells both hubs of it. Thread rules as theirs.
class StreamHubs final : public SubscriberPlace {
 public:
  StreamHubs(transport::EventLoop& loop,
             SessionSubscriptions::Options subscriptions,
             SessionRegistrations::Options registrations);

  // Where both run.
  transport::EventLoop& loop() { return loop_; }
  SubscriptionHub& subscriptions() { return subscriptions_; }
  RegistrationHub& registrations() { return registrations_; }

  // All streams end with `why`, and those that come yet. Any thread.
  void Close(const Failure& why);

  // SubscriberPlace.
  void OnSubscriberJoined(
      std::shared_ptr<transport::ClientConnection> connection) override;
  void OnSubscriberEvent(const wamp::Event& event) override;
  void OnSubscriberRevoked(const wamp::Unsubscribed& revocation) override;
  void OnSubscriberInvocation(const wamp::Invocation& invocation) override;
  void OnSubscriberInterrupt(const wamp::Interrupt& interrupt) override;
  void OnSubscriberUnregistered(const wamp::Unregistered& revocation) override;
  void OnSubscriberLost(const std::string& reason,
                        absl::Time last_heard) override;
  void OnSubscriberRefused(const Failure& failure) override;
  // The subscriptions first: they lose nothing meanwhile.
  void OnSuccessorJoined(
      std::shared_ptr<transport::ClientConnection> connection,
      MovedCallback moved) override;
  void OnSuccessorEvent(const wamp::Event& event) override;
  void OnSuccessorRevoked(const wamp::Unsubscribed& revocation) override;
  void OnSuccessorLost(const std::string& reason) override;

 private:
  transport::EventLoop& loop_;
  SubscriptionHub subscriptions_;
  RegistrationHub registrations_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_STREAM_HUBS_H_
