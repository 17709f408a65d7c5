// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/stream_hubs.h"

#include <utility>

namespace wampbridge::bridge {

StreamHubs::StreamHubs(transport::EventLoop& loop,
                       SessionSubscriptions::Options subscriptions,
                       SessionRegistrations::Options registrations)
    : loop_(loop),
      subscriptions_(loop, std::move(subscriptions)),
      registrations_(loop, std::move(registrations)) {}

void StreamHubs::Close(const Failure& why) {
  subscriptions_.Close(why);
  registrations_.Close(why);
}

void StreamHubs::OnSubscriberJoined(
    std::shared_ptr<transport::ClientConnection> connection) {
  subscriptions_.OnSubscriberJoined(connection);
  registrations_.OnSubscriberJoined(std::move(connection));
}

void StreamHubs::OnSubscriberEvent(const wamp::Event& event) {
  subscriptions_.OnSubscriberEvent(event);
}

void StreamHubs::OnSubscriberRevoked(const wamp::Unsubscribed& revocation) {
  subscriptions_.OnSubscriberRevoked(revocation);
}

void StreamHubs::OnSubscriberInvocation(const wamp::Invocation& invocation) {
  registrations_.OnSubscriberInvocation(invocation);
}

void StreamHubs::OnSubscriberInterrupt(const wamp::Interrupt& interrupt) {
  registrations_.OnSubscriberInterrupt(interrupt);
}

void StreamHubs::OnSubscriberUnregistered(
    const wamp::Unregistered& revocation) {
  registrations_.OnSubscriberUnregistered(revocation);
}

void StreamHubs::OnSubscriberLost(const std::string& reason,
                                  absl::Time last_heard) {
  subscriptions_.OnSubscriberLost(reason, last_heard);
  registrations_.OnSubscriberLost(reason, last_heard);
}

void StreamHubs::OnSubscriberRefused(const Failure& failure) {
  subscriptions_.OnSubscriberRefused(failure);
  registrations_.OnSubscriberRefused(failure);
}

void StreamHubs::OnSuccessorJoined(
    std::shared_ptr<transport::ClientConnection> connection,
    MovedCallback moved) {
  subscriptions_.OnSuccessorJoined(
      connection, [this, connection, moved = std::move(moved)](Moved how) {
        if (how == Moved::kFailed) return moved(how);
        registrations_.OnSuccessorJoined(connection, moved);
      });
}

void StreamHubs::OnSuccessorEvent(const wamp::Event& event) {
  subscriptions_.OnSuccessorEvent(event);
}

void StreamHubs::OnSuccessorRevoked(const wamp::Unsubscribed& revocation) {
  subscriptions_.OnSuccessorRevoked(revocation);
}

void StreamHubs::OnSuccessorLost(const std::string& reason) {
  subscriptions_.OnSuccessorLost(reason);
}

}  // namespace wampbridge::bridge
