// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_CLIENT_PROBE_H_
#define WAMP_TRANSPORT_CLIENT_PROBE_H_

#include "wamp/transport/client_connection.h"
#include "wamp/transport/mailbox.h"

namespace wampbridge::transport {

// Keeps what a session's life brings, for a test's thread to take.
class SessionProbe : public SessionObserver {
 public:
  void OnChallenge(const wamp::Challenge&) override {}
  void OnJoined(const wamp::Welcome& welcome) override {
    joined.Put(welcome.session);
  }
  void OnEvent(const wamp::Event& event) override {
    events.Put(event.publication);
  }
  void OnInvocation(const wamp::Invocation&) override {}
  void OnInterrupt(const wamp::Interrupt&) override {}
  void OnUnsubscribed(const wamp::Unsubscribed&) override {}
  void OnUnregistered(const wamp::Unregistered&) override {}
  void OnLost(const wamp::SessionLost& why) override { lost.Put(why); }

  Mailbox<wamp::SessionId> joined;
  Mailbox<wamp::PublicationId> events;
  Mailbox<wamp::SessionLost> lost;
};

// The same for one request.
class RequestProbe : public RequestObserver {
 public:
  void OnAnswer(const wamp::Answered& answered) override {
    answers.Put(answered.last);
  }
  void OnLost(wamp::Handed handed) override { lost.Put(handed); }

  Mailbox<bool> answers;  // whether it was the last
  Mailbox<wamp::Handed> lost;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_CLIENT_PROBE_H_
